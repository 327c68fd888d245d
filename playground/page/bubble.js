// One message as a messenger draws it: the words, what they reply to, and the buttons below.
import { fullName, make, tint } from "./dom.js";
import { rich } from "./rich.js";

// What a messenger says about the chat itself, in place of a bubble.
function service(message) {
  const who = fullName(message.from);
  const added = message.new_chat_members?.map(fullName).join(", ");
  if (added) return `${who} added ${added}`;
  if (message.left_chat_member) return `${fullName(message.left_chat_member)} left`;
  if (message.pinned_message) return `${who} pinned a message`;
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return "the group became a supergroup";
  if (message.group_chat_created || message.supergroup_chat_created) return `${who} made the group`;
  return message.forum_topic_created ? `topic ${message.forum_topic_created.name}` : "";
}

// acts: {user, names, clock(message), say(text), follow(url), reply(message), tap(button, message, key), grown()}
export function bubble(message, before, acts) {
  const notice = service(message);
  if (notice) return make("li", { class: "day" }, notice);
  const mine = message.from?.id === acts.user;
  const follows = before?.from?.id === message.from?.id && !service(before);
  const side = mine ? "mine" : "theirs";
  const body = make("div", { class: "bubble" },
    acts.names && !mine && !follows ? author(message.from) : null,
    quoted(message.reply_to_message), media(message, acts), words(message, acts),
    message.reaction ? make("span", { class: "media" }, message.reaction) : null,
    make("span", { class: "stamp" }, message.edit_date ? make("em", {}, "edited ") : null, acts.clock(message)));
  const pictured = message.photo?.length ? " pictured" : "";
  return make("li", { class: `message ${side}${follows ? " follows" : ""}${pictured}`, tabindex: "-1" }, body,
    make("button", { type: "button", class: "reply", "aria-label": "Reply to this message",
      onclick: () => acts.reply(message) }),
    keyboard(message, acts));
}

const author = (user) => make("span", { class: `author ${tint(fullName(user))}` }, fullName(user));

const words = (message, acts) => make("span", { class: "words", dir: "auto" },
  rich(message.text ?? message.caption ?? "", message.entities ?? message.caption_entities,
    { onCommand: acts.say, onLink: acts.follow }));

function quoted(other) {
  if (!other) return null;
  return make("span", { class: "quoted" }, make("b", {}, fullName(other.from)),
    make("span", {}, (other.text ?? other.caption ?? (other.photo ? "picture" : "message")).slice(0, 80)));
}

function media(message, acts) {
  if (message.photo?.length) {
    const { file_id: id, width, height } = message.photo.at(-1);
    const place = `/play/files/${encodeURIComponent(id)}`;
    return make("a", { class: "picture", href: place, target: "_blank", rel: "noopener noreferrer",
      title: "Open the whole picture" },
      make("img", { src: place, width, height, alt: headline(message.caption), onload: acts.grown }));
  }
  if (message.document) {
    const { file_id: id, file_name: name } = message.document;
    return make("a", { class: "media", href: `/play/files/${encodeURIComponent(id)}`, download: name ?? "file",
      title: "Save the file" }, name ?? "document");
  }
  const kind = ["voice", "video", "audio", "video_note", "sticker"].find((name) => message[name]);
  return kind ? make("span", { class: "media" }, kind) : null;
}

// What a picture says first: the first line of its caption.
const headline = (caption) => (caption ?? "").trim().split("\n")[0].replace(/\s+/g, " ") || "a picture";

function keyboard(message, acts) {
  const rows = ("keyboard" in message ? message.keyboard : message.reply_markup)?.inline_keyboard;
  if (!rows?.length) return null;
  return make("div", { class: "keyboard" }, rows.map((row, r) =>
    make("div", { class: "keys" }, row.map((key, c) => button(message, key, `${r}.${c}`, acts)))));
}

function button(message, key, place, acts) {
  if (key.url) {
    return make("a", { class: "key", href: /^https?:/i.test(key.url) ? key.url : null, target: "_blank",
      rel: "noopener noreferrer", "data-place": place,
      onclick: (event) => { if (acts.follow(key.url)) event.preventDefault(); } }, key.text);
  }
  return make("button", { type: "button", class: `key ${key.style ?? ""}`, "data-place": place,
    "data-callback": key.callback_data, disabled: Boolean(key.disabled),
    onclick: (event) => acts.tap(event.currentTarget, message, key) }, key.text);
}
