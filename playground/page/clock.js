// The demo's clock: shows the bot's present and moves it forward.
import { get, post } from "./api.js";
import { rove, settle } from "./roving.js";

const TICK_MS = 1000;
const ASK_EVERY_MS = 15000;

class Clock extends EventTarget {
  #base = null;
  zone = undefined;

  // The bot's present, or the browser's while no bot answers.
  now() {
    if (!this.#base) return new Date();
    return new Date(this.#base.now + (performance.now() - this.#base.at));
  }

  get known() { return this.#base !== null; }

  take(answer) {
    this.zone = answer.zone ?? this.zone;
    this.#base = { now: Date.parse(answer.now), at: performance.now() };
    this.dispatchEvent(new CustomEvent("moved"));
  }

  words(moment, options) {
    return new Intl.DateTimeFormat("en-GB", { timeZone: this.zone, ...options }).format(moment);
  }

  time(moment) { return this.words(moment, { hour: "2-digit", minute: "2-digit" }); }

  day(moment) { return this.words(moment, { weekday: "short", day: "numeric", month: "short" }); }

  long(moment) {
    return this.words(moment, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  }
}

export const clock = new Clock();

export function drawClock(report) {
  const face = document.getElementById("clock-now");
  const buttons = [...document.querySelectorAll("#clock [data-advance]")];
  const draw = () => {
    face.textContent = clock.known ? clock.long(clock.now()) : "no bot here";
    if (clock.known) face.dateTime = clock.now().toISOString();
    buttons.forEach((button) => { button.disabled = !clock.known; });
  };
  const ask = async () => {
    try {
      clock.take(await get("/demo/clock"));
    } catch {
      draw();
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", async () => {
      button.classList.add("waiting");
      try {
        clock.take(await post("/demo/clock", { advance: button.dataset.advance }));
      } catch (error) {
        report(`The clock did not move: ${error.message}`);
      }
      button.classList.remove("waiting");
    });
  }
  const steps = document.querySelector("#clock .clock-steps");
  rove(steps, "button", ["ArrowLeft", "ArrowRight"]);
  settle(steps, "button");
  clock.addEventListener("moved", draw);
  setInterval(draw, TICK_MS);
  setInterval(ask, ASK_EVERY_MS);
  draw();
  return ask();
}
