/** The switches: what goes wrong at Discord's side, at Google's and at Patreon's. */

import { freshId, h } from "./dom.js";

/** @typedef {import("./types.js").Fault} Fault */

/** These happen once and are over: a button, not a switch. */
const MOMENTARY = new Set(["gateway_drop", "session_invalidated", "grant_revoked", "patreon_disconnected"]);
const SIDES = /** @type {const} */ ([
  ["discord", "Discord goes wrong"],
  ["google", "Google goes wrong"],
  ["patreon", "Patreon goes wrong"],
]);

export class StageFaults {
  /**
   * @param {import("./store.js").Store} store
   * @param {{lasting: (fault: Fault, on: boolean) => void, once: (fault: Fault) => void}} actions
   */
  constructor(store, actions) {
    this.store = store;
    this.actions = actions;
    /** @type {Map<string, HTMLInputElement>} */
    this.switches = new Map();
    this.known = "";
    this.element = h("div", { class: "stage-faults" });
  }

  /** Switches stay the same elements while they are there, so that none loses the focus. */
  draw() {
    const faults = this.store.stage?.faults ?? [];
    const ids = faults.map(({ id }) => id).join();
    if (ids !== this.known) this.#build(faults);
    this.known = ids;
    for (const { id, on } of faults) {
      const input = this.switches.get(id);
      if (input) input.checked = on;
    }
  }

  /** @param {Fault[]} faults */
  #build(faults) {
    this.switches.clear();
    const sides = SIDES.filter(([side]) => faults.some((fault) => fault.side === side));
    const groups = sides.map(([side, title]) =>
      h(
        "fieldset",
        { class: "stage-group" },
        h("legend", {}, title),
        faults.filter((fault) => fault.side === side).map((fault) => this.#row(fault)),
      ),
    );
    this.element.replaceChildren(...groups);
  }

  /** @param {Fault} fault */
  #row(fault) {
    const id = freshId("fault");
    const about = h("p", { class: "fault-about", id: `${id}-about` }, fault.description);
    return h(
      "div",
      { class: "fault" },
      (fault.momentary ?? MOMENTARY.has(fault.id)) ? this.#once(fault, about) : this.#lasting(fault, id, about),
    );
  }

  /** @param {Fault} fault @param {string} id @param {HTMLElement} about */
  #lasting(fault, id, about) {
    const input = h("input", {
      id,
      type: "checkbox",
      role: "switch",
      class: "switch",
      "aria-describedby": about.id,
      on: {
        change: () => {
          const { checked } = input;
          // It shows what the server says, which answers in a moment.
          input.checked = !checked;
          this.actions.lasting(fault, checked);
        },
      },
    });
    this.switches.set(fault.id, input);
    return [h("div", { class: "fault-words" }, h("label", { for: id }, fault.name), about), input];
  }

  /** @param {Fault} fault @param {HTMLElement} about */
  #once(fault, about) {
    const name = h("span", { class: "fault-name" }, fault.name);
    const button = h(
      "button",
      {
        type: "button",
        class: "button button-secondary button-small",
        "aria-label": `Once: ${fault.name}`,
        "aria-describedby": about.id,
        on: {
          click: () => this.actions.once(fault),
        },
      },
      "Once",
    );
    return [h("div", { class: "fault-words" }, name, about), button];
  }
}
