/** The list that opens on `/`: commands while one is being named, then that command's options as a reminder. */

import { avatar } from "./avatar.js";
import { fill, h } from "./dom.js";
import { Listbox } from "./listbox.js";
import { nameOf } from "./store.js";

/** @typedef {import("./commands.js").Leaf} Leaf */

export class Picker {
  /** @param {HTMLElement} root @param {import("./store.js").Store} store @param {(leaf: Leaf) => void} onPick */
  constructor(root, store, onPick) {
    this.root = root;
    this.store = store;
    this.list = new Listbox({
      label: "Commands",
      empty: "No such command here.",
      onPick: (item) => onPick(item.value),
    });
    this.hint = h("p", { class: "picker-hint" });
    this.reminder = h("dl", { class: "picker-reminder" });
  }

  get open() {
    return !this.root.hidden;
  }

  /** The entry that Enter or Tab would choose. @returns {Leaf | undefined} */
  get current() {
    return this.open && this.list.element.isConnected ? this.list.current?.value : undefined;
  }

  /** @param {Leaf[]} leaves @param {string} hint */
  offer(leaves, hint) {
    const items = leaves.map((leaf) => ({ label: `/${leaf.name}`, value: leaf, hint: leaf.description }));
    this.list.show(items, () => false, 0);
    this.hint.textContent = hint;
    const { bot } = this.store.known;
    const title = h("h2", { class: "picker-title" }, avatar(bot, "small"), nameOf(bot));
    fill(this.root, title, this.list.element, this.hint);
    this.root.hidden = false;
  }

  /** @param {Leaf} leaf @param {Map<string, string>} typed */
  remind(leaf, typed) {
    fill(
      this.reminder,
      leaf.options.map((option) =>
        h(
          "div",
          { class: typed.has(option.name) ? "is-given" : "" },
          h("dt", {}, `${option.name}:`, option.required && h("span", { class: "required" }, " required")),
          h("dd", {}, option.description),
        ),
      ),
    );
    this.hint.textContent = leaf.options.length
      ? "Write options as name:value. Enter runs it · Tab opens the fields."
      : "No options. Enter runs it.";
    fill(this.root, h("h2", { class: "picker-title" }, `/${leaf.name}`), this.reminder, this.hint);
    this.root.hidden = false;
  }

  close() {
    this.root.hidden = true;
    fill(this.root);
  }
}
