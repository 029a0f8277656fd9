/** A text field with a list: fixed choices, or suggestions that the bot makes while one types. */

import { h, setAttribute } from "./dom.js";
import { Listbox } from "./listbox.js";
import { Popup } from "./popup.js";

const PAUSE_MS = 200;

/**
 * @typedef {import("./listbox.js").Item} Item
 * @typedef {{
 *   id: string, label: string, describedBy?: string, required?: boolean,
 *   items?: Item[], suggest?: (text: string) => Promise<Item[]>, onProblem?: (message: string) => void
 * }} ComboboxOptions either `items` (one of them must be chosen) or `suggest` (anything may be typed)
 */

export class Combobox {
  /** @param {ComboboxOptions} options */
  constructor(options) {
    this.options = options;
    /** @type {Item | null} */
    this.chosen = null;
    this.asked = 0;
    /** @type {Popup | undefined} */
    this.popup = undefined;
    this.list = new Listbox({
      label: options.label,
      empty: options.items ? "Nothing matches." : "No suggestions.",
      onPick: (item) => this.choose(item),
    });
    this.input = h("input", {
      id: options.id,
      class: "field-input",
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      "aria-required": options.required,
      "aria-describedby": options.describedBy,
      placeholder: options.required ? (options.items ? "Choose" : "Type to search") : "optional",
      on: {
        focus: () => void this.#refresh(0),
        click: () => void this.#refresh(0),
        input: () => this.#typed(),
        keydown: (event) => this.#key(event),
        blur: () => this.#left(),
      },
    });
    this.element = h("div", { class: "combobox" }, this.input);
  }

  /** What was chosen, or else the text as typed. @returns {string} */
  get text() {
    return this.chosen ? String(this.chosen.value) : this.input.value.trim();
  }

  /** @param {string} text */
  set text(text) {
    this.chosen = null;
    this.input.value = text;
  }

  /** @param {Item} item */
  choose(item) {
    this.chosen = item;
    this.input.value = item.label;
    this.#close();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #typed() {
    this.chosen = null;
    void this.#refresh(this.options.items ? 0 : PAUSE_MS);
  }

  /** @param {number} pause milliseconds to wait for more letters */
  async #refresh(pause) {
    this.asked += 1;
    const turn = this.asked;
    if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
    if (turn !== this.asked) return;
    if (this.options.suggest && document.activeElement === this.input) this.#wait();
    const items = await this.#items();
    if (turn === this.asked && document.activeElement === this.input) this.#show(items);
  }

  /** @returns {Promise<Item[]>} */
  async #items() {
    const { items, suggest, onProblem } = this.options;
    const text = this.chosen ? "" : this.input.value.trim().toLowerCase();
    if (items) return items.filter(({ label, hint }) => `${label} ${hint ?? ""}`.toLowerCase().includes(text));
    try {
      return (await suggest?.(this.input.value)) ?? [];
    } catch (error) {
      onProblem?.(error instanceof Error ? error.message : String(error));
      return [];
    }
  }

  /** @param {Item[]} items */
  #show(items) {
    const narrowed = Boolean(this.options.items && this.input.value && !this.chosen && items.length);
    this.list.show(items, (item) => item.value === this.chosen?.value, narrowed ? 0 : -1);
    this.#open();
  }

  /** What was suggested before stays until the new suggestions are there; the first time says that they come. */
  #wait() {
    if (this.popup) return;
    this.list.wait("Loading options…");
    this.#open();
  }

  #open() {
    this.popup ??= new Popup({
      anchor: this.input,
      content: this.list.element,
      match: true,
      onClose: () => this.#closed(),
    });
    this.popup.place();
    this.#tell();
  }

  #tell() {
    setAttribute(this.input, "aria-expanded", this.popup ? "true" : "false");
    setAttribute(this.input, "aria-activedescendant", this.popup ? this.list.activeId : null);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.popup) this.list.move(event.key === "ArrowDown" ? 1 : -1);
      else void this.#refresh(0);
      this.#tell();
    }
    const current = this.popup && this.list.current;
    if (!current || (event.key !== "Enter" && event.key !== "Tab")) return;
    if (event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
    }
    this.choose(current);
  }

  #left() {
    this.asked += 1;
    this.#close();
  }

  #close() {
    this.popup?.close();
  }

  #closed() {
    this.popup = undefined;
    this.#tell();
  }
}
