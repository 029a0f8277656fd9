/** Select menus: strings, people, channels; one or several. */

import { h, icon, setAttribute } from "./dom.js";
import { Listbox } from "./listbox.js";
import { channelItems, userItems } from "./option-values.js";
import { Popup } from "./popup.js";
import { ComponentType as Type } from "./types.js";

/**
 * @typedef {import("./types.js").Component} Component
 * @typedef {import("./listbox.js").Item} Item
 */

/** @param {Component} component @param {import("./store.js").Store} store @returns {Item[]} */
export function selectItems(component, store) {
  switch (component.type) {
    case Type.CHANNEL_SELECT:
      return channelItems(store, component.channel_types);
    case Type.USER_SELECT:
    case Type.MENTIONABLE_SELECT:
      return userItems(store);
    default:
      return (component.options ?? []).map(({ label, value, description, emoji }) => ({
        label: emoji?.name && !emoji.id ? `${emoji.name} ${label}` : label,
        value,
        hint: description,
      }));
  }
}

/** @param {Component} component @returns {string[]} the values chosen from the start */
function initial(component) {
  const own = (component.options ?? []).filter((option) => option.default).map(({ value }) => value);
  return own.length ? own : (component.default_values ?? []).map(({ id }) => id);
}

/** @param {Component} component @param {import("./component-view.js").Around} around */
export function selectView(component, around) {
  const id = component.custom_id ?? "";
  const select = new Select(component, selectItems(component, around.store), (values) => around.use(id, values));
  if (around.busy.has(id)) setAttribute(select.button, "aria-busy", "true");
  return select.button;
}

/** What was chosen stays on the screen while its message is drawn anew. @type {WeakMap<Component, Set<string>>} */
const lastChosen = new WeakMap();

export class Select {
  /** @param {Component} component @param {Item[]} items @param {(values: string[]) => void} onChosen */
  constructor(component, items, onChosen) {
    this.component = component;
    this.items = items;
    this.onChosen = onChosen;
    this.values = lastChosen.get(component) ?? new Set(initial(component));
    /** @type {Popup | undefined} */
    this.popup = undefined;
    this.several = (component.max_values ?? 1) > 1;
    const label = component.placeholder || "Make a selection";
    this.list = new Listbox({
      label,
      several: this.several,
      empty: "Nothing to choose from.",
      onPick: (item) => this.#pick(item),
    });
    this.words = h("span", { class: "select-words" });
    this.button = h(
      "button",
      {
        type: "button",
        class: "select",
        role: "combobox",
        "aria-haspopup": "listbox",
        "aria-expanded": "false",
        "aria-label": label,
        "aria-controls": this.list.id,
        disabled: component.disabled,
        "data-custom-id": component.custom_id,
        on: {
          click: () => (this.popup ? this.#finish() : this.#open()),
          keydown: (event) => this.#key(event),
        },
      },
      this.words,
      icon("down"),
    );
    this.#describe();
  }

  #describe() {
    const chosen = this.items.filter(({ value }) => this.values.has(value)).map(({ label }) => label);
    this.words.textContent = chosen.join(", ") || this.component.placeholder || "Make a selection";
    this.words.classList.toggle("is-empty", !chosen.length);
    setAttribute(this.button, "aria-description", chosen.length ? `chosen: ${chosen.join(", ")}` : null);
  }

  #open() {
    const content = h("div", { class: "select-popup" }, this.list.element, this.several && this.#foot());
    const first = this.items.findIndex(({ value }) => this.values.has(value));
    this.before = new Set(this.values);
    this.#draw(Math.max(first, 0));
    this.popup = new Popup({ anchor: this.button, content, match: true, onClose: (how) => this.#closed(how) });
    this.#tell();
  }

  #foot() {
    const { min_values: least = 1, max_values: most = 1 } = this.component;
    const done = h(
      "button",
      { type: "button", class: "button button-primary", tabindex: "-1", on: { click: () => this.#finish() } },
      "Done",
    );
    done.addEventListener("pointerdown", (event) => event.preventDefault());
    return h(
      "div",
      { class: "select-foot" },
      h("span", {}, least === most ? `Choose ${most}` : `Choose ${least} to ${most}`),
      done,
    );
  }

  /** @param {number} active */
  #draw(active) {
    this.list.show(this.items, ({ value }) => this.values.has(value), active);
  }

  /** @param {Item} item */
  #pick(item) {
    if (!this.several) {
      this.values = new Set([item.value]);
      return this.#finish();
    }
    if (this.values.has(item.value)) this.values.delete(item.value);
    else if (this.values.size < (this.component.max_values ?? 1)) this.values.add(item.value);
    this.#draw(this.list.active);
    this.#tell();
  }

  #finish() {
    this.popup?.close("done");
  }

  /** Escape takes the choice back; too few chosen does the same. @param {"escape" | "outside" | "done"} how */
  #closed(how) {
    this.popup = undefined;
    this.#tell();
    const before = this.before ?? new Set();
    const same = before.size === this.values.size && [...before].every((value) => this.values.has(value));
    const tooFew = this.values.size < (this.component.min_values ?? 1);
    const taken = how === "done" || (this.several && how === "outside");
    if (!taken || tooFew) this.values = before;
    else lastChosen.set(this.component, this.values);
    this.#describe();
    if (taken && !tooFew && !(same && how === "outside")) this.onChosen([...this.values]);
  }

  #tell() {
    setAttribute(this.button, "aria-expanded", this.popup ? "true" : "false");
    setAttribute(this.button, "aria-activedescendant", this.popup ? this.list.activeId : null);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.popup) {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      return this.#open();
    }
    const keys = {
      ArrowDown: () => this.list.move(1),
      ArrowUp: () => this.list.move(-1),
      Home: () => this.list.activate(0),
      End: () => this.list.activate(this.items.length - 1),
      " ": () => this.list.current && this.#pick(this.list.current),
      Enter: () => this.list.current && this.#pick(this.list.current),
      Tab: () => this.#finish(),
    };
    const act = keys[/** @type {keyof typeof keys} */ (event.key)];
    if (!act) return this.#jump(event.key);
    if (event.key !== "Tab") event.preventDefault();
    act();
    this.#tell();
  }

  /** A letter goes to the next entry that begins with it. @param {string} key */
  #jump(key) {
    if (key.length !== 1) return;
    const from = this.list.active + 1;
    const turned = [...this.items.slice(from), ...this.items.slice(0, from)];
    const item = turned.find(({ label }) => label.replace(/^[#@]/, "").toLowerCase().startsWith(key.toLowerCase()));
    if (item) this.list.activate(this.items.indexOf(item));
    this.#tell();
  }
}

/** For forms: the chosen values without sending anything. @param {Component} component @param {Item[]} items */
export function formSelect(component, items) {
  return new Select(component, items, () => {});
}
