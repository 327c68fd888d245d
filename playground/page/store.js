// What the page knows: people, chats and their messages, kept up to date by the event stream.
import { get } from "./api.js";

const RELOAD_AFTER_MS = 250;
const TELL_AFTER_MS = 120;

class Store extends EventTarget {
  bot = null;
  users = new Map();
  chats = new Map();
  threads = new Map();
  blocked = new Set();
  #reload = 0;
  #people = 0;
  #loads = 0;
  #held = [];

  // What happens while the state is on its way may be newer than it, and is applied after it.
  async load() {
    this.#loads += 1;
    try {
      this.#take(await get("/play/state"));
    } finally {
      this.#loads -= 1;
      if (!this.#loads) this.#held.splice(0).forEach((event) => this.#apply(event));
    }
  }

  #take(state) {
    this.bot = state.bot ?? null;
    this.users = new Map((state.users ?? []).map((user) => [user.id, user]));
    this.chats = new Map((state.chats ?? []).map((chat) => [chat.id, chat]));
    this.threads = new Map();
    this.blocked = new Set((state.users ?? []).filter((user) => user.blocked).map((user) => user.id));
    for (const [id, messages] of Object.entries(state.messages ?? {})) {
      this.threads.set(Number(id), new Map(messages.map((message) => [message.message_id, message])));
    }
    this.#tell("people");
    this.#tell("chat", null);
  }

  messages(chat) {
    const thread = this.threads.get(chat);
    return thread ? [...thread.values()].sort((a, b) => a.message_id - b.message_id) : [];
  }

  // Everyone but bots and who is in a group: interactions are with them.
  customers() {
    const staff = new Set(this.#staff());
    return [...this.users.values()].filter((user) => !user.is_bot && !staff.has(user.id));
  }

  // Colleagues have a phone, too: what they try out for themselves comes to it.
  colleagues() {
    return this.#staff().map((id) => this.users.get(id)).filter((user) => user && !user.is_bot);
  }

  #staff() { return this.groups().flatMap((group) => this.members(group)); }

  groups() {
    return [...this.chats.values()].filter((chat) => chat.type === "group" || chat.type === "supergroup");
  }

  members(group) {
    return (group.members ?? []).map((member) => member?.user?.id ?? member?.id ?? member);
  }

  lastMoment(chat) {
    let last = 0;
    for (const message of this.threads.get(chat)?.values() ?? []) last = Math.max(last, message.message_id);
    return last;
  }

  reloadSoon() {
    if (this.#reload) return;
    this.#reload = setTimeout(() => {
      this.#reload = 0;
      this.load().catch(() => this.#tell("lost"));
    }, RELOAD_AFTER_MS);
  }

  follow() {
    const stream = new EventSource("/play/events");
    let wasLost = true; // what happened since the state was read is not in the stream
    stream.addEventListener("open", () => {
      if (wasLost) this.reloadSoon();
      wasLost = false;
      this.#tell("found");
    });
    stream.addEventListener("error", () => {
      wasLost = true;
      this.#tell("lost");
      // A browser gives up for good after some answers: begin again ourselves.
      if (stream.readyState === EventSource.CLOSED) setTimeout(() => this.follow(), 1500);
    });
    stream.addEventListener("message", (event) => this.#apply(JSON.parse(event.data)));
  }

  #apply(event) {
    if (this.#loads) return this.#held.push(event);
    switch (event.kind) {
      case "message": case "edit": return this.#keep(event);
      case "delete": return this.#drop(event);
      case "toast": return this.#tell("toast", event);
      case "action": return this.#tell("action", event);
      case "user": return this.#meet(event);
      case "chat": return event.chat_id > 0 ? undefined : this.reloadSoon();
      case "call": case "clock": case "commands": case "webhook": case "unpin": return undefined;
      default: return this.reloadSoon();
    }
  }

  #meet({ user, blocked }) {
    this.users.set(user.id, { ...this.users.get(user.id), ...user });
    if (blocked === true) this.blocked.add(user.id);
    if (blocked === false) this.blocked.delete(user.id);
    this.#peopleSoon();
  }

  // Many people may come at once: tell of them together.
  #peopleSoon() {
    if (this.#people) return;
    this.#people = setTimeout(() => {
      this.#people = 0;
      this.#tell("people");
    }, TELL_AFTER_MS);
  }

  #keep(event) {
    const message = event.message;
    const chat = message?.chat?.id;
    if (typeof message !== "object" || chat === undefined) return this.reloadSoon();
    if (!this.chats.has(chat)) this.chats.set(chat, message.chat);
    if (message.from && !this.users.has(message.from.id) && !message.from.is_bot) this.reloadSoon();
    if (!this.threads.has(chat)) this.threads.set(chat, new Map());
    this.threads.get(chat).set(message.message_id, message);
    return this.#tell("chat", chat);
  }

  #drop(event) {
    const chat = event.chat_id ?? event.chat;
    this.threads.get(chat)?.delete(event.message_id ?? event.message);
    this.#tell("chat", chat);
  }

  #tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}

export const store = new Store();
