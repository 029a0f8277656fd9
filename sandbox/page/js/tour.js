/** The guided tour: a card with the steps, which tick themselves off when the server has seen them done. */

import { fill, find, h, icon, setAttribute, spoken } from "./dom.js";
import { markdown } from "./markdown-view.js";
import { nameOf } from "./store.js";

/** @typedef {import("./types.js").Step} Step */

const FOLDED = "curtain-call-sandbox.tour-folded";
/** As in layout.css: here the card takes room from the messages. */
const NARROW = matchMedia("(max-width: 1100px)");

export class TourCard {
  /**
   * @param {import("./store.js").Store} store
   * @param {{guide: (step: Step) => void, dismiss: (dismissed: boolean) => void, announce: (words: string) => void}} actions
   */
  constructor(store, actions) {
    this.store = store;
    this.actions = actions;
    this.card = find("#tour", HTMLElement);
    this.opener = find("#tour-button", HTMLButtonElement);
    /** The step whose hint shows; null: the first that is to do. @type {string | null} */
    this.opened = null;
    /** @type {Set<string> | null} */
    this.done = null;
    this.opener.addEventListener("click", () => this.#bringBack());
    store.on(["stage", "world"], () => this.draw());
  }

  get #folded() {
    return localStorage.getItem(FOLDED) !== null;
  }

  get #steps() {
    return this.store.stage?.tour.steps ?? [];
  }

  draw() {
    const tour = this.store.stage?.tour;
    this.opener.hidden = !tour?.steps.length;
    this.card.hidden = !tour?.steps.length || tour.dismissed;
    if (!tour || !this.store.world) return;
    this.#notice();
    const count = `${this.done?.size ?? 0}/${tour.steps.length}`;
    fill(this.opener, icon("flag"), "Tour", h("span", { class: "tour-progress" }, count, spoken(" steps")));
    setAttribute(this.opener, "aria-expanded", String(!this.card.hidden && !this.#folded));
    if (!this.card.hidden) this.#drawCard(count);
  }

  /** What was ticked off just now is told, and the next step opens. */
  #notice() {
    const done = new Set(this.#steps.filter((step) => step.done).map(({ id }) => id));
    const fresh = this.done && this.#steps.find(({ id }) => done.has(id) && !this.done?.has(id));
    this.done = done;
    if (!fresh) return;
    this.opened = null;
    const next = this.#steps.find((step) => !step.done);
    if (this.store.stage?.tour.dismissed) return;
    this.actions.announce(next ? `Done: ${fresh.title}. Next: ${next.title}.` : "Done: that was the whole tour.");
  }

  /** @param {string} count */
  #drawCard(count) {
    const focused = this.card.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-key")
      : undefined;
    const folded = this.#folded;
    fill(this.card, this.#head(count, folded), folded ? null : this.#body());
    if (focused === undefined) return;
    const same = this.card.querySelector(`[data-key="${focused}"]`) ?? this.card.querySelector("button");
    if (same instanceof HTMLElement) same.focus();
  }

  /** @param {string} count @param {boolean} folded */
  #head(count, folded) {
    const next = this.#steps.find((step) => !step.done);
    const fold = h(
      "button",
      {
        type: "button",
        class: "tour-fold",
        "data-key": "fold",
        "aria-expanded": String(!folded),
        "aria-controls": folded ? null : "tour-body",
        on: { click: () => this.#fold(!folded) },
      },
      icon(folded ? "right" : "down"),
      h("span", { class: "tour-name" }, "Guided tour"),
      " ",
      h("span", { class: "tour-count" }, count, spoken(" steps")),
    );
    const close = h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "data-key": "close",
        "aria-label": "Close the tour",
        title: "Close the tour; the top line brings it back",
        on: { click: () => this.#dismiss() },
      },
      icon("close"),
    );
    return h(
      "header",
      { class: "tour-head" },
      h("h2", { id: "tour-title" }, fold),
      folded && next && h("span", { class: "tour-next" }, next.title),
      close,
    );
  }

  #body() {
    const steps = this.#steps;
    const next = steps.find((step) => !step.done);
    const open = this.opened ?? next?.id;
    const intro = next
      ? steps.every((step) => !step.done)
        ? `New here? ${words(steps.length)} steps show what Curtain Call does. Each ticks itself off.`
        : ""
      : "That was the whole show. Now try what happens when things go wrong: the Stage, in the top line.";
    return h(
      "div",
      { id: "tour-body", class: "tour-body" },
      intro && h("p", { class: "tour-intro" }, intro),
      h(
        "ol",
        { class: "tour-steps" },
        steps.map((step) => this.#step(step, step.id === open)),
      ),
    );
  }

  /** @param {Step} step @param {boolean} open */
  #step(step, open) {
    const name = h(
      "button",
      {
        type: "button",
        class: "tour-step-name",
        "data-key": `step-${step.id}`,
        "aria-expanded": String(open),
        on: { click: () => this.#open(open ? "" : step.id) },
      },
      h("span", { class: "tour-tick" }, step.done ? icon("check") : null),
      h("span", { class: "tour-step-title" }, step.title, step.done ? spoken(", finished") : ""),
    );
    return h("li", { class: step.done ? "tour-step is-done" : "tour-step" }, h("h3", {}, name), open && this.#hint(step));
  }

  /** @param {Step} step */
  #hint(step) {
    const person = this.store.known.people.find(({ username }) => username === step.person);
    return h(
      "div",
      { class: "tour-hint" },
      h("div", { class: "text" }, markdown(step.hint, { store: this.store, pings: false })),
      step.command && h("p", { class: "tour-command" }, h("code", {}, step.command)),
      h(
        "button",
        {
          type: "button",
          class: "button button-primary",
          "data-key": `go-${step.id}`,
          on: { click: () => this.#go(step) },
        },
        "Take me there",
      ),
      h("span", { class: "tour-where" }, person ? `as ${nameOf(person)}` : ""),
    );
  }

  /** @param {Step} step */
  #go(step) {
    if (NARROW.matches) this.#fold(true);
    this.actions.guide(step);
  }

  /** @param {string} id */
  #open(id) {
    this.opened = id;
    this.draw();
  }

  /** @param {boolean} folded */
  #fold(folded) {
    if (folded) localStorage.setItem(FOLDED, "folded");
    else localStorage.removeItem(FOLDED);
    this.draw();
  }

  #dismiss() {
    this.opener.focus();
    this.actions.dismiss(true);
  }

  #bringBack() {
    localStorage.removeItem(FOLDED);
    if (this.card.hidden) this.actions.dismiss(false);
    this.opened = null;
    this.draw();
    this.card.querySelector("button")?.focus();
  }
}

/** @param {number} count */
function words(count) {
  return ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"][count] ?? String(count);
}
