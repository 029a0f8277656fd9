/** A list to choose from; whoever owns it keeps the focus and passes the keys on. */

import { fill, freshId, h, icon } from "./dom.js";

/**
 * @typedef {{label: string, value: any, hint?: string, node?: Node | null}} Item
 */

export class Listbox {
  /** @param {{label: string, several?: boolean, empty?: string, onPick: (item: Item) => void}} options */
  constructor(options) {
    this.options = options;
    this.id = freshId("list");
    /** @type {Item[]} */
    this.items = [];
    this.active = -1;
    this.element = h("div", {
      class: "listbox",
      role: "listbox",
      id: this.id,
      "aria-label": options.label,
      "aria-multiselectable": options.several ? "true" : null,
    });
    // A press must not take the focus away from the owner.
    this.element.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  /** @param {Item[]} items @param {(item: Item) => boolean} chosen @param {number} [active] */
  show(items, chosen, active = -1) {
    this.items = items;
    const rows = items.map((item, at) => this.#row(item, at, chosen(item)));
    fill(this.element, rows.length ? rows : note(this.options.empty ?? "Nothing matches."));
    this.element.removeAttribute("aria-busy");
    this.activate(active);
  }

  /** Says that the items are on their way. @param {string} words */
  wait(words) {
    this.items = [];
    fill(this.element, note(words));
    this.element.setAttribute("aria-busy", "true");
    this.activate(-1);
  }

  /** @param {Item} item @param {number} at @param {boolean} chosen */
  #row(item, at, chosen) {
    return h(
      "div",
      {
        class: "option",
        role: "option",
        id: `${this.id}-${at}`,
        "aria-selected": String(chosen),
        on: { click: () => this.options.onPick(item), pointermove: () => this.activate(at) },
      },
      item.node,
      h("span", { class: "option-label" }, item.label),
      item.hint && h("span", { class: "option-hint" }, item.hint),
      chosen && icon("check"),
    );
  }

  /** @param {number} at */
  activate(at) {
    this.element.children[this.active]?.classList.remove("is-active");
    this.active = at;
    const row = this.items.length ? this.element.children[at] : undefined;
    row?.classList.add("is-active");
    row?.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} step */
  move(step) {
    const count = this.items.length;
    if (count) this.activate(this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count);
  }

  /** The id for `aria-activedescendant`. */
  get activeId() {
    return this.items[this.active] ? `${this.id}-${this.active}` : null;
  }

  get current() {
    return this.items[this.active];
  }
}

/** A list may hold nothing but options, so words in place of them are one that cannot be chosen. @param {string} words */
function note(words) {
  return h("div", { class: "listbox-empty", role: "option", "aria-disabled": "true", "aria-selected": "false" }, words);
}
