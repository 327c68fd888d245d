// The staff group: the same conversation seen by a member of the staff.
import { Chat } from "./chat.js";
import { fullName, make } from "./dom.js";
import { languageName } from "./phone.js";
import { store } from "./store.js";

const $ = (id) => document.getElementById(id);
const SUGGESTIONS = {
  en: ["/nps week", "/csat month by agent", "/overall", "/trend", "/responses", "/comments low", "/themes", "/test after-chat", "/help"],
  ru: ["/nps неделя", "/csat месяц по агентам", "/overall", "/trend", "/responses", "/comments низкие", "/themes", "/help"],
  zh: ["/nps 周", "/csat 月 按客服", "/overall", "/trend", "/responses", "/comments 低分", "/themes", "/help"],
};

const language = (user) => (user?.language_code ?? "en").split("-")[0];

class Staff {
  group = null;

  start({ time, day }) {
    this.chat = new Chat($("staff-chat"), {
      title: () => this.group?.title ?? "Staff",
      subtitle: () => this.#members(),
      names: true,
      suggestions: () => SUGGESTIONS[language(store.users.get(this.chat?.user))] ?? SUGGESTIONS.en,
      placeholder: "/nps week",
      label: "Messages in the staff group",
      write: "Write in the staff group",
      clock: time,
      day,
      instead: () => (this.group ? null : make("p", { class: "empty" }, "There is no group here yet.")),
      nothing: () => "Ask for a summary: type /nps week or press a suggestion below.",
    });
    $("speaker").addEventListener("change", () => this.#show());
    store.addEventListener("people", () => this.#keep());
    this.#keep();
  }

  #members() {
    if (!this.group) return "";
    const people = store.members(this.group).length;
    return people ? `${people} ${people === 1 ? "member" : "members"} and the bot` : "group";
  }

  #keep() {
    this.group = store.groups()[0] ?? null;
    const before = $("speaker").value;
    const people = this.group ? store.members(this.group).map((id) => store.users.get(id)).filter((user) => user && !user.is_bot) : [];
    $("speaker").replaceChildren(...people.map((user) => make("option", { value: user.id }, `${fullName(user)} · ${languageName(user.language_code)}`)));
    if (people.some((user) => String(user.id) === before)) $("speaker").value = before;
    this.#show();
  }

  #show() {
    const speaker = Number($("speaker").value) || null;
    this.chat.show({ chat: this.group?.id ?? null, user: speaker });
  }
}

export const staff = new Staff();
