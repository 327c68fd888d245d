// Puts the panes together.
import { clock, drawClock } from "./clock.js";
import { drawDesk } from "./desk.js";
import { drawHints, drawSkips } from "./hints.js";
import { phone } from "./phone.js";
import { staff } from "./staff.js";
import { store } from "./store.js";

const banner = document.getElementById("banner");
let bannerTimer = 0;

function report(words, { stays = false } = {}) {
  clearTimeout(bannerTimer);
  banner.textContent = words;
  banner.hidden = !words;
  if (words && !stays) bannerTimer = setTimeout(() => { banner.hidden = true; }, 6000);
}

const moments = {
  time: (message) => clock.time(new Date(message.date * 1000)),
  day: (message) => clock.day(new Date(message.date * 1000)),
};

const AWAY = "The playground is out of reach. Trying again…";
store.addEventListener("lost", () => report(AWAY, { stays: true }));
store.addEventListener("found", () => report(""));

async function begin() {
  drawSkips();
  drawHints();
  try {
    await store.load();
  } catch (error) {
    if (error.status === 401) return report(error.message, { stays: true });
    report(AWAY, { stays: true });
  }
  await drawClock(report);
  phone.start(moments);
  staff.start(moments);
  drawDesk();
  store.follow();
  document.documentElement.dataset.ready = "yes";
}

begin();
