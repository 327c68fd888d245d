// Turns a message's text and entities into nodes (offsets are UTF-16, as JavaScript strings are).
import { make } from "./dom.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE = /^(https?|tg|mailto):/i;

function link(address, onLink, children) {
  const target = SAFE.test(address) ? address : `https://${address}`;
  return make("a", {
    href: target, target: "_blank", rel: "noopener noreferrer",
    onclick: (event) => { if (onLink?.(target)) event.preventDefault(); },
  }, children);
}

function wrap(entity, text, children, acts) {
  if (TAGS[entity.type]) return make(TAGS[entity.type], {}, children);
  switch (entity.type) {
    case "spoiler":
      return make("button", { type: "button", class: "spoiler",
        onclick: (event) => event.currentTarget.classList.add("shown") }, children);
    case "text_link": return link(entity.url ?? "", acts.onLink, children);
    case "url": return link(text, acts.onLink, children);
    case "email": return link(`mailto:${text}`, null, children);
    case "bot_command":
      return make("button", { type: "button", class: "command", onclick: () => acts.onCommand?.(text) }, children);
    case "mention": case "text_mention": case "hashtag":
      return make("span", { class: "mention" }, children);
    default: return make("span", {}, children);
  }
}

// Entities sorted outermost first; each takes the ones that lie inside it.
function build(text, from, to, entities, acts) {
  const nodes = [];
  let at = from;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    const inner = [];
    index += 1;
    while (index < entities.length && entities[index].offset < end) inner.push(entities[index++]);
    if (end <= start) continue;
    if (start > at) nodes.push(text.slice(at, start));
    const slice = text.slice(start, end);
    nodes.push(wrap(entity, slice, build(text, start, end, inner, acts), acts));
    at = BLOCKS.has(entity.type) && text[end] === "\n" ? end + 1 : end; // a block ends its own line
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

export function rich(text, entities, acts = {}) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return build(text, 0, text.length, sorted, acts);
}
