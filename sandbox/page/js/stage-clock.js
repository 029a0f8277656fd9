/** The sandbox's time, with buttons that move it ahead, and what is left of YouTube's quota for the day. */

import { fill, h } from "./dom.js";
import { clockTime, fullTime, now, relative } from "./time.js";

const TICK_MS = 1000;
const MOVES = /** @type {const} */ ([
  ["+1 minute", { minutes: 1 }],
  ["+1 hour", { minutes: 60 }],
  ["+1 day", { minutes: 1440 }],
  ["To the next post", { to: "next_post" }],
]);
const UNITS = /** @type {const} */ ([
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
]);
const numbers = new Intl.NumberFormat("en");

export class StageClockView {
  /**
   * @param {import("./store.js").Store} store
   * @param {(how: {minutes: number} | {to: "next_post"}) => void} onMove
   */
  constructor(store, onMove) {
    this.store = store;
    this.time = h("time", { class: "clock-time" });
    this.ahead = h("p", { class: "clock-ahead" });
    this.meter = h("meter", { class: "quota-meter", min: "0", "aria-labelledby": "quota-title" });
    this.quota = h("p", { class: "quota-words" });
    this.element = h(
      "div",
      { class: "stage-numbers" },
      h(
        "section",
        { "aria-labelledby": "clock-title" },
        h("h3", { id: "clock-title" }, "Clock of the sandbox"),
        this.time,
        this.ahead,
        h(
          "div",
          { class: "clock-moves" },
          MOVES.map(([words, how]) =>
            h(
              "button",
              { type: "button", class: "button button-secondary button-small", on: { click: () => onMove(how) } },
              words,
            ),
          ),
        ),
      ),
      h(
        "section",
        { "aria-labelledby": "quota-title" },
        h("h3", { id: "quota-title" }, "YouTube quota of today"),
        this.meter,
        this.quota,
      ),
    );
  }

  /** To the button that goes to the next post, which is what one comes for. */
  focus() {
    /** @type {HTMLElement | null} */ (this.element.querySelector(".clock-moves :last-child"))?.focus();
  }

  /** Ticks while it is looked at. @param {boolean} running */
  run(running) {
    clearInterval(this.timer);
    if (running) this.timer = setInterval(() => this.#tick(), TICK_MS);
  }

  draw() {
    const { stage } = this.store;
    if (!stage) return;
    this.#tick();
    const { clock, quota } = stage;
    this.ahead.textContent = clock.ahead_seconds > 0 ? `${span(clock.ahead_seconds)} ahead of this machine` : "The same as this machine's";
    const all = quota.used + quota.left;
    this.meter.max = all;
    this.meter.value = quota.used;
    fill(
      this.quota,
      `${numbers.format(quota.used)} used, ${numbers.format(quota.left)} left of ${numbers.format(all)} units. Resets `,
      h("time", { datetime: quota.resets_at, title: fullTime(quota.resets_at), "data-relative": true }, relative(new Date(quota.resets_at))),
      ".",
    );
  }

  #tick() {
    this.time.textContent = clockTime(now());
    this.time.dateTime = new Date(now()).toISOString();
  }
}

/** A length in its two largest units. @param {number} seconds */
function span(seconds) {
  let rest = Math.max(60, Math.round(seconds));
  const parts = [];
  for (const [unit, length] of UNITS) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count) parts.push(`${count} ${unit}${count > 1 ? "s" : ""}`);
  }
  return parts.slice(0, 2).join(" ");
}
