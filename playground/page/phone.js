// The customer's phone: who holds it, and their chat with the bot.
import { post } from "./api.js";
import { Chat } from "./chat.js";
import { clock } from "./clock.js";
import { fullName, initials, make, tint } from "./dom.js";
import { rove, settle } from "./roving.js";
import { store } from "./store.js";

const $ = (id) => document.getElementById(id);
const NAMES = { en: "English", ru: "Русский", zh: "中文", de: "Deutsch", es: "Español" };

export const languageName = (code) => NAMES[(code ?? "en").split("-")[0]] ?? code;

class Phone extends EventTarget {
  user = null;

  start({ time, day }) {
    this.status = make("time", {});
    this.menu = make("button", { type: "button", class: "block", onclick: () => this.#toggleBlock() });
    const inside = make("div", { class: "chat" });
    $("phone-chat").append(make("div", { class: "statusbar" }, this.status,
      make("span", { class: "island", "aria-hidden": true }), make("span", { class: "signal", "aria-hidden": true })), inside);
    this.chat = new Chat(inside, {
      title: () => store.bot?.first_name ?? "Afterword",
      subtitle: () => (store.blocked.has(this.user) ? "blocked" : "bot"),
      placeholder: "Message",
      label: "Messages on the phone",
      write: "Write on the phone",
      menu: this.menu,
      clock: time,
      day,
      instead: () => this.#startButton(),
      nothing: () => (this.user === null ? "Choose a person above." : "No messages yet. Press Start to let the bot write to you."),
    });
    setInterval(() => this.#tick(), 1000);
    clock.addEventListener("moved", () => this.#tick());
    store.addEventListener("people", () => this.#keep());
    store.addEventListener("chat", () => this.#label());
    this.#tick();
    this.#keep();
    drawPicker();
  }

  take(user) {
    this.user = user;
    this.chat.show({ chat: user, user });
    this.#label();
    this.dispatchEvent(new CustomEvent("taken", { detail: user }));
  }

  #tick() { this.status.textContent = clock.time(clock.now()); }

  #keep() {
    if (this.user !== null && store.users.has(this.user)) return this.take(this.user);
    const people = byRecency();
    const asked = people.filter(({ id }) => isAsked(id));
    const first = asked.find(({ user }) => speaks(user)) ?? asked[0] ?? people[0];
    return first ? this.take(first.id) : this.chat.show({ chat: null, user: null });
  }

  #label() {
    const user = store.users.get(this.user);
    const name = user ? fullName(user) : "Choose a person";
    $("phone-title").textContent = isStaff(this.user) ? "A colleague’s phone" : "A customer’s phone";
    $("picker-name").textContent = name;
    $("picker-avatar").textContent = user ? initials(name) : "";
    $("picker-avatar").className = `avatar ${tint(name)}`;
    this.menu.hidden = this.user === null || !store.messages(this.user).length;
    this.menu.textContent = store.blocked.has(this.user) ? "Unblock" : "Block";
  }

  #startButton() {
    if (this.user === null) return make("span", {});
    if (store.blocked.has(this.user)) {
      return make("button", { type: "button", class: "start", onclick: () => this.#toggleBlock() }, "Unblock bot");
    }
    if (store.messages(this.user).length) return null;
    return make("button", { type: "button", class: "start", onclick: () => this.chat.say("/start") }, "Start");
  }

  async #toggleBlock() {
    const blocked = store.blocked.has(this.user);
    try {
      await post(blocked ? "/play/unblock" : "/play/block", { user: this.user });
    } catch (error) {
      return this.chat.pop(error.message, { alert: true });
    }
    if (blocked) store.blocked.delete(this.user);
    else store.blocked.add(this.user);
    this.#label();
    return this.chat.render();
  }
}

export const phone = new Phone();

// Whether the last message in somebody's chat is a question: a row of buttons with numbers.
const isAsked = (id) => (store.messages(id).at(-1)?.keyboard?.inline_keyboard ?? [])
  .some((row) => row.filter((key) => /\d/.test(key.text)).length > 2);
const speaks = (user) => (user.language_code ?? "en").split("-")[0] === navigator.language.split("-")[0];
const isStaff = (id) => store.colleagues().some((user) => user.id === id);

// Whoever heard from the bot last comes first.
export const byRecency = (people = store.customers()) => people
  .map((user) => ({ id: user.id, user, last: store.lastMoment(user.id) }))
  .sort((a, b) => b.last - a.last || a.id - b.id);

function drawPicker() {
  const dialog = $("picker");
  const filter = $("picker-filter");
  const fill = () => {
    const words = filter.value.trim().toLowerCase();
    const fits = ({ id, user }) => `${fullName(user)} ${user.username ?? ""} ${id}`.toLowerCase().includes(words);
    const rows = (title, people) => {
      const found = byRecency(people).filter(fits).map((row) => person(row, dialog));
      return found.length ? [make("li", { class: "picker-group" }, title), ...found] : [];
    };
    $("picker-list").replaceChildren(...rows("Staff", store.colleagues()), ...rows("Customers", store.customers()));
    settle($("picker-list"), ".person", $("picker-list").querySelector(".person.current"));
  };
  rove($("picker-list"), ".person", ["ArrowUp", "ArrowDown"]);
  $("picker-open").addEventListener("click", () => { filter.value = ""; fill(); dialog.showModal(); filter.focus(); });
  $("picker-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  filter.addEventListener("input", fill);
  filter.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    $("picker-list").querySelector("button")?.click();
  });
  $("picker-new").addEventListener("submit", (event) => { event.preventDefault(); add(event.target, dialog); });
}

function person({ id, user }, dialog) {
  const name = fullName(user);
  const last = store.messages(id).at(-1);
  return make("li", {}, make("button", { type: "button", class: id === phone.user ? "person current" : "person",
    "aria-current": id === phone.user ? "true" : null, onclick: () => { dialog.close(); phone.take(id); } },
  make("span", { class: `avatar ${tint(name)}`, "aria-hidden": true }, initials(name)),
  make("span", { class: "person-words" },
    make("b", {}, name, make("small", {}, ` ${languageName(user.language_code)} · ${id}`)),
    make("span", { class: "preview" }, store.blocked.has(id) ? "has blocked the bot"
      : last ? (last.text ?? last.caption ?? "…") : "has not pressed Start"))));
}

async function add(form, dialog) {
  const fields = new FormData(form);
  try {
    const user = await post("/play/users", { first_name: fields.get("first_name"), language_code: fields.get("language_code") });
    store.users.set(user.id, user);
    form.reset();
    dialog.close();
    phone.take(user.id);
  } catch (error) {
    dialog.close();
    phone.chat.pop(error.message, { alert: true });
  }
}
