/** Each request that the bot made, as it makes them: the newest at the bottom. */

import { h } from "./dom.js";
import { secondsTime } from "./time.js";

/** @typedef {import("./types.js").BotRequest} BotRequest */

const SIDES = { discord: "Discord", google: "Google", patreon: "Patreon" };
const NEAR_END = 24;

export class StageRequests {
  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.body = h("tbody");
    this.none = h("p", { class: "requests-none" }, "None yet. Run a command and watch.");
    this.box = h(
      "div",
      { class: "requests-box", role: "region", "aria-labelledby": "requests-title", tabindex: "0" },
      this.none,
      h("table", { class: "requests" }, h("thead", {}, columns()), this.body),
    );
    this.element = h(
      "section",
      { class: "stage-requests" },
      h("h3", { id: "requests-title" }, "Requests of the bot"),
      this.box,
    );
  }

  /** Rows that are there stay, so that a list being read does not jump. */
  draw() {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    const { requests } = this.store;
    const wanted = new Set(requests.map(({ n }) => String(n)));
    for (const row of [...this.body.rows]) if (!wanted.has(row.dataset.n ?? "")) row.remove();
    const newest = Number(this.body.rows[this.body.rows.length - 1]?.dataset.n ?? -1);
    this.body.append(...requests.filter(({ n }) => n > newest).map(row));
    this.none.hidden = requests.length > 0;
    if (atEnd) this.box.scrollTop = this.box.scrollHeight;
  }
}

function columns() {
  const names = ["Time", "To", "Request", "Status", "Cost"];
  return h(
    "tr",
    {},
    names.map((name) => h("th", { scope: "col" }, name)),
  );
}

/** @param {BotRequest} request */
function row({ n, at, side, method, path, status, cost, note }) {
  return h(
    "tr",
    { "data-n": n },
    h("td", { class: "request-time" }, secondsTime(at)),
    h("td", { class: `request-side is-${side}` }, SIDES[side]),
    h(
      "td",
      { class: "request-path" },
      h("b", {}, method),
      " ",
      breakable(path),
      note && h("span", { class: "request-note" }, note),
    ),
    h("td", { class: `request-status is-${kind(status)}` }, status ? String(status) : "none"),
    h("td", { class: "request-cost" }, side === "google" ? String(cost) : "–"),
  );
}

/** A path that may go on in the next line after each slash. @param {string} path */
function breakable(path) {
  return path.split(/(?=\/)/).flatMap((part) => [h("wbr"), part]);
}

/** @param {number} status an HTTP status; 0 when the connection was dropped */
function kind(status) {
  if (!status || status >= 500) return "broken";
  return status >= 400 ? "refused" : "fine";
}
