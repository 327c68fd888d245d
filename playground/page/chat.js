// One conversation as a messenger shows it: bubbles, keyboards, toasts, and a field to type in.
import { post } from "./api.js";
import { bubble } from "./bubble.js";
import { fullName, initials, make, tint } from "./dom.js";
import { outOfTab, rove, roveInside, settle } from "./roving.js";
import { store } from "./store.js";
import { View } from "./view.js";

const TOAST_MS = 3200;
const ACTION_MS = 5000;
const SIDEWAYS = ["ArrowLeft", "ArrowRight"];

// The same button in a message that was drawn again. One that took its place and does something
// else is not pressed by mistake: then the message itself has the focus, and is read.
const sameIn = (node, held) => [...node.querySelectorAll("[data-place]:not(:disabled)")]
  .find((each) => each.dataset.place === held.dataset.place && each.textContent === held.textContent);

export class Chat {
  // options: {title(), subtitle(), names, suggestions(), placeholder, label, write, clock(message), day(message)}
  constructor(root, options) {
    this.options = options;
    this.chat = null;
    this.user = null;
    this.replyTo = null;
    this.seen = new Map();
    this.#draw(root);
    store.addEventListener("chat", ({ detail }) => {
      if (detail === null || detail === this.chat) this.render();
    });
    store.addEventListener("toast", ({ detail }) => this.#hearToast(detail));
    store.addEventListener("action", ({ detail }) => this.#hearAction(detail));
  }

  show({ chat, user }) {
    const moved = chat !== this.chat;
    const changed = user !== this.user;
    this.chat = chat;
    this.user = user;
    if (changed) this.#suggest();
    if (moved || changed) {
      this.seen.clear();
      this.log.setAttribute("aria-busy", "true"); // another conversation is no news
      this.list.replaceChildren();
      this.#answerTo(null);
    }
    this.render();
    requestAnimationFrame(() => this.log.removeAttribute("aria-busy"));
  }

  #suggest() {
    this.chips.replaceChildren(...(this.options.suggestions?.() ?? []).map((words) =>
      make("button", { type: "button", class: "chip", onclick: () => this.say(words) }, words)));
    settle(this.chips, ".chip");
  }

  #draw(root) {
    this.avatar = make("span", { class: "avatar", "aria-hidden": true });
    this.title = make("strong", {});
    this.subtitle = make("span", { class: "chat-subtitle" });
    this.list = make("ol", { class: "bubbles" });
    this.log = make("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": this.options.label }, this.list);
    rove(this.list, ".message", ["ArrowUp", "ArrowDown"]);
    roveInside(this.list, ".message");
    this.view = new View(this.list, () => this.#newest());
    this.toast = make("div", { class: "toast", role: "status", hidden: true });
    this.quote = make("div", { class: "quote", hidden: true });
    this.input = make("input", {
      class: "typing", type: "text", maxlength: "4096", autocomplete: "off",
      placeholder: this.options.placeholder, "aria-label": this.options.write,
    });
    this.chips = make("div", { class: "chips", role: "group", "aria-label": "Suggestions" });
    rove(this.chips, ".chip", SIDEWAYS);
    this.form = make("form", { class: "composer", onsubmit: (event) => this.#submit(event) },
      make("button", { type: "button", class: "speak", "aria-label": "Send a voice message",
        onclick: () => this.say("", { attachment: "voice" }) }, "🎤"),
      this.input, make("button", { type: "submit", class: "send", "aria-label": "Send" }));
    this.foot = make("div", { class: "chat-foot" });
    root.replaceChildren(
      make("div", { class: "chat-head" }, this.avatar,
        make("div", { class: "chat-names" }, this.title, this.subtitle), this.options.menu ?? null),
      make("div", { class: "chat-body" }, this.log, this.toast),
      this.foot);
    this.composer = [this.quote, this.options.suggestions ? this.chips : null, this.form];
  }

  render() {
    const title = this.options.title();
    this.avatar.textContent = initials(title);
    this.avatar.className = `avatar ${tint(title)}`;
    this.title.textContent = title;
    this.#still();
    this.#renderFoot();
    this.#renderMessages();
  }

  #still() {
    clearTimeout(this.actionTimer);
    this.subtitle.textContent = this.options.subtitle();
    this.subtitle.classList.remove("busy");
  }

  #renderFoot() {
    const instead = this.options.instead?.() ?? null;
    const wanted = instead ? [instead] : this.composer.filter(Boolean);
    const same = !instead && this.foot.contains(this.form);
    if (same) return;
    const held = this.foot.contains(document.activeElement);
    this.foot.replaceChildren(...wanted);
    if (held) (instead ?? this.input).focus();
  }

  // Only bubbles whose message changed are drawn again.
  #renderMessages() {
    const messages = this.chat === null ? [] : store.messages(this.chat);
    const { follows } = this.view;
    const held = this.list.contains(document.activeElement);
    const grown = messages.length && !this.seen.has(messages.at(-1).message_id);
    const ids = new Set(messages.map((message) => message.message_id));
    for (const [id, entry] of this.seen) {
      if (ids.has(id)) continue;
      entry.day?.remove();
      entry.node.remove();
      this.seen.delete(id);
    }
    this.list.querySelector(".nothing")?.remove();
    messages.forEach((message, place) => this.#place(message, messages[place - 1]));
    if (!messages.length && this.options.nothing) {
      this.list.append(make("li", { class: "nothing" }, this.options.nothing()));
    }
    const newest = this.#newest();
    settle(this.list, ".message", grown && !held ? newest : null);
    if (held && !this.list.contains(document.activeElement)) newest?.focus(); // its message is gone
    if (follows || grown) this.view.toNewest();
  }

  #newest() { return [...this.list.querySelectorAll(".message")].at(-1); }

  #place(message, before) {
    const print = JSON.stringify([message, before?.from?.id, this.options.day(message)]);
    const known = this.seen.get(message.message_id);
    if (known?.print === print) return;
    const held = known?.node.contains(document.activeElement) ? document.activeElement : null;
    const node = bubble(message, before, this.#acts());
    outOfTab(node);
    if (known) node.tabIndex = known.node.tabIndex;
    if (known) known.node.replaceWith(node);
    else this.list.append(node);
    known?.day?.remove();
    const day = this.#day(message, before);
    if (day) node.before(day);
    this.seen.set(message.message_id, { print, node, day });
    if (held) (sameIn(node, held) ?? node).focus({ preventScroll: true });
  }

  #day(message, before) {
    const words = this.options.day(message);
    if (before && this.options.day(before) === words) return null;
    return make("li", { class: "day" }, words);
  }

  #acts() {
    return {
      user: this.user,
      names: this.options.names,
      clock: this.options.clock,
      say: (text) => this.say(text),
      follow: (url) => this.#follow(url),
      reply: (message) => { this.#answerTo(message); this.input.focus(); },
      tap: (button, message, key) => this.#tap(button, message, key),
      grown: () => this.view.keep(),
    };
  }

  async #tap(button, message, key) {
    button.classList.add("waiting");
    setTimeout(() => button.classList.remove("waiting"), 4000);
    await this.#do("/play/tap", { user: this.user, chat: this.chat, message: message.message_id,
      data: key.callback_data });
  }

  // A deep link to this bot opens here; true when it was handled.
  #follow(url) {
    const found = /^https:\/\/t\.me\/([A-Za-z0-9_]+)\?start=([A-Za-z0-9_-]+)$/.exec(url);
    if (!found || found[1].toLowerCase() !== store.bot?.username?.toLowerCase()) return false;
    this.say(`/start ${found[2]}`);
    return true;
  }

  #answerTo(message) {
    this.replyTo = message?.message_id ?? null;
    this.quote.hidden = message === null;
    this.quote.replaceChildren();
    if (message === null) return;
    this.quote.append(
      make("span", {}, make("b", {}, `Reply to ${fullName(message.from)}`),
        make("span", {}, (message.text ?? message.caption ?? "").slice(0, 90))),
      make("button", { type: "button", class: "quote-close", "aria-label": "Do not reply",
        onclick: () => { this.#answerTo(null); this.input.focus(); } }));
  }

  #submit(event) {
    event.preventDefault();
    const words = this.input.value.trim();
    if (!words) return;
    this.input.value = "";
    this.say(words);
  }

  async say(text, sent = {}) {
    if (this.chat === null || this.user === null) return;
    const said = { user: this.user, chat: this.chat, text, ...sent };
    if (this.replyTo !== null) said.reply_to = this.replyTo;
    this.#answerTo(null);
    await this.#do("/play/say", said);
  }

  async #do(path, value) {
    try {
      await post(path, value);
    } catch (error) {
      this.pop(error.message, { alert: true });
    }
  }

  #hearToast(event) {
    const user = event.user_id ?? event.user?.id ?? event.user;
    const chat = event.chat_id ?? event.chat?.id ?? event.chat ?? this.chat;
    if (user !== this.user || chat !== this.chat) return;
    this.list.querySelectorAll(".key.waiting").forEach((key) => key.classList.remove("waiting"));
    if (event.text) this.pop(event.text, { alert: Boolean(event.show_alert ?? event.alert) });
  }

  pop(words, { alert = false } = {}) {
    clearTimeout(this.toastTimer);
    this.toast.textContent = words;
    this.toast.classList.toggle("alert", alert);
    this.toast.hidden = false;
    this.toastTimer = setTimeout(() => { this.toast.hidden = true; }, alert ? 2 * TOAST_MS : TOAST_MS);
  }

  #hearAction(event) {
    if ((event.chat_id ?? event.chat) !== this.chat) return;
    this.subtitle.textContent = event.action === "upload_photo" ? "sending a picture…" : "typing…";
    this.subtitle.classList.add("busy");
    this.actionTimer = setTimeout(() => this.#still(), ACTION_MS);
  }
}
