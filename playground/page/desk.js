// The help desk: ends interactions through the bot's real HTTP API and reads its decisions aloud.
import { exchange } from "./api.js";
import { clock } from "./clock.js";
import { fullName, make } from "./dom.js";
import { byRecency, languageName, phone } from "./phone.js";
import { store } from "./store.js";

const $ = (id) => document.getElementById(id);
const CHOICES = {
  touchpoints: ["support", "delivery", "checkout", "onboarding", "shop", "workshop", "help-page"],
  agents: ["anna", "boris", "chen", "dana", "emil"],
  channels: ["chat", "email", "phone", "web"],
};
const KEEP = 12;
const RULES = {
  opted_out: "said never again",
  unreachable: "cannot be written to",
  staff: "a colleague said no",
  duplicate: "already asked about this interaction",
  order: "another survey was chosen for this interaction",
  minimum: "too small an interaction",
  floor: "asked very recently",
  cap: "asked often enough for now",
  clock: "this survey’s own pause is not over",
  gap: "another survey was asked not long ago",
  patience: "did not answer lately, so left in peace longer",
  sample: "not in this period’s sample",
  quota: "enough answers for now",
  precision: "the figure is precise enough",
  live_talk: "is talking to you again",
  workday: "not a working day",
  quiet_hours: "not at night",
  expired: "ended too long ago",
};

let number = 1000 + Math.floor(performance.timeOrigin / 1000) % 100000;
let last = null;

export function drawDesk() {
  for (const [id, words] of Object.entries(CHOICES)) {
    $(id).replaceChildren(...words.map((value) => make("option", { value })));
  }
  next();
  fillCustomers();
  store.addEventListener("people", fillCustomers);
  phone.addEventListener("taken", ({ detail }) => {
    if (store.customers().some((user) => user.id === detail)) $("desk-customer").value = String(detail);
  });
  $("desk-form").addEventListener("submit", (event) => {
    event.preventDefault();
    last = interaction(new FormData(event.target));
    send("/demo/interactions", last, "ended");
    next();
  });
  $("desk-repeat").addEventListener("click", () => send("/demo/interactions", last, "posted again"));
  $("desk-reopen").addEventListener("click", () =>
    send(`/demo/interactions/${encodeURIComponent(last.id)}/reopened`, {}, "reopened"));
}

function next() {
  number += 1;
  $("ticket-id").textContent = `T-${number}`;
}

function fillCustomers() {
  const chosen = $("desk-customer").value || String(phone.user ?? "");
  $("desk-customer").replaceChildren(...byRecency().map(({ id, user }) =>
    make("option", { value: id }, `${fullName(user)} · ${id}`)));
  if (store.users.has(Number(chosen))) $("desk-customer").value = chosen;
}

function interaction(fields) {
  const id = Number(fields.get("customer"));
  const user = store.users.get(id);
  const closed = clock.now();
  const opened = new Date(closed.getTime() - 12 * 60000);
  const body = {
    id: $("ticket-id").textContent,
    touchpoint: fields.get("touchpoint").trim(),
    customer: { telegram_id: id, name: user?.first_name, language: user?.language_code },
    opened_at: opened.toISOString(),
    first_reply_at: new Date(opened.getTime() + 90000).toISOString(),
    closed_at: closed.toISOString(),
    messages: Number(fields.get("messages")) || 0,
  };
  for (const key of ["agent", "channel"]) {
    const value = fields.get(key).trim();
    if (value) body[key] = value;
  }
  return body;
}

async function send(path, body, act) {
  $("desk-form").setAttribute("aria-busy", "true");
  let answer;
  try {
    answer = await exchange(path, body);
  } catch (error) {
    answer = error;
  }
  $("desk-form").removeAttribute("aria-busy");
  $("desk-repeat").disabled = $("desk-reopen").disabled = false;
  show(last, act, answer);
}

function show(asked, act, answer) {
  const list = $("desk-replies");
  list.querySelector(".empty")?.remove();
  const user = store.users.get(asked.customer.telegram_id);
  const who = user ? `${fullName(user)} (${languageName(user.language_code)})` : asked.customer.telegram_id;
  const decisions = answer.body?.decisions;
  list.prepend(make("article", { class: "reply-card" },
    make("header", {}, make("span", {}, make("b", {}, asked.id), ` ${act} · ${asked.touchpoint} · ${who}`),
      make("time", {}, clock.time(clock.now()))),
    answer instanceof Error ? make("p", { class: "refusal" }, answer.message) : null,
    Array.isArray(decisions) ? make("ul", { class: "decisions" }, decisions.map(decision)) : null,
    Array.isArray(decisions) && !decisions.length
      ? make("p", { class: "none" }, "No survey listens to this touchpoint.") : null,
    make("details", {}, make("summary", {}, `HTTP ${answer.status || "-"}, the reply as JSON`),
      make("pre", { tabindex: "0" }, JSON.stringify(answer.body, null, 2)))));
  while (list.children.length > KEEP) list.lastElementChild.remove();
}

function decision(one) {
  return make("li", { class: `decision ${one.decision}` },
    make("span", { class: "verdict" }, one.decision),
    make("div", {}, make("b", {}, one.survey), " ", ...because(one), trace(one)));
}

// Every gate that was asked, in order, up to the one that said no.
function trace(one) {
  if (!one.trace?.length) return null;
  return make("ol", { class: "trace", "aria-label": "what each gate said" }, one.trace.map((said) =>
    make("li", { class: said.passed ? "passed" : "stopped" },
      make("span", { role: "img", "aria-label": said.passed ? "yes" : "no" }, said.passed ? "✓" : "✗"), ` ${said.gate}`)));
}

function because(one) {
  if (one.decision === "ask") return ["will be asked ", make("time", {}, moment(one.at))];
  if (one.decision === "invite") return ["has not pressed Start; the link to hand over: ", make("code", {}, one.link)];
  const until = one.until ? [", until ", make("time", {}, moment(one.until))] : [];
  return [make("code", {}, one.gate), ` ${RULES[one.gate] ?? ""}`, ...until];
}

function moment(iso) {
  const at = new Date(iso);
  const minutes = Math.round((at - clock.now()) / 60000);
  if (minutes <= 0) return "now";
  if (minutes < 60) return `in ${minutes} min (${clock.time(at)})`;
  return clock.long(at);
}
