// The sandbox's clock: the time where the viewer is, and ways to let time pass.

import { ask } from "./api.js";
import { fill, h } from "./dom.js";
import { reader } from "./reader.js";
import { unhurried } from "./stream.js";
import { spokenIn } from "./text/zones.js";
import { attempt } from "./toast.js";

const HOUR = 3600;

export class Clock {
  #read = null;
  #time = h("time", { class: "clock-time" });
  #next = h("button", { type: "button", class: "step", onclick: () => this.#goToPlanned() });
  element = h(
    "section",
    { class: "clock", "aria-label": "Clock" },
    this.#time,
    step("Now", "Let happen what is due now", () => move({ by: 0 })),
    step("+1 hour", "Let an hour pass", () => move({ by: HOUR })),
    step("Next working day", "Go to nine o’clock of the next working day here", () =>
      move({ to: this.#read.next_working_day }),
    ),
    this.#next,
  );

  constructor() {
    setInterval(() => this.#tick(), 1000);
  }

  /** Ask what time it is and what is planned. */
  refresh = unhurried(async () => {
    this.#read = await ask("clock.read", { person: reader.me.id });
    reader.setClock(this.#read.now);
    this.#tick();
    this.#showPlanned(this.#read.planned);
  });

  #tick() {
    if (!this.#read) return;
    const now = reader.now();
    fill(this.#time, spoken(now, { weekday: "short", day: "numeric", month: "short" }), " ",
      h("b", {}, spoken(now, { hour: "numeric", minute: "2-digit" })));
    this.#time.setAttribute("datetime", now.toISOString());
    this.#time.setAttribute("title", `The time in ${reader.tz.replaceAll("_", " ")}`);
  }

  #showPlanned(planned) {
    this.#next.disabled = !planned;
    if (!planned) {
      fill(this.#next, h("span", {}, "Next: nothing planned"));
      return;
    }
    const at = spoken(new Date(planned.at), partsFor(planned.at));
    fill(this.#next, h("span", { class: "what" }, `Next: ${planned.what}`), " ",
      h("span", { class: "when" }, at));
    this.#next.title = `${planned.what}, ${at}`;
  }

  /** Pressing twice would skip what comes after: the button waits until it says what that is. */
  #goToPlanned() {
    this.#next.disabled = true;
    move({ to: this.#read.planned.at }).then(this.refresh);
  }
}

/** Within a week the name of the day says enough. */
function partsFor(iso) {
  const isNear = Date.parse(iso) - reader.now().getTime() < 6 * 24 * HOUR * 1000;
  const day = isNear ? {} : { day: "numeric", month: "short" };
  return { weekday: "short", ...day, hour: "numeric", minute: "2-digit" };
}

function step(label, title, act) {
  return h("button", { type: "button", class: "step", title, onclick: act }, label);
}

function move(how) {
  return attempt(() => ask("clock.move", how));
}

function spoken(moment, parts) {
  return spokenIn(reader.tz, moment, parts);
}
