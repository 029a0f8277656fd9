/** The chosen command's options as fields, above where one types. */

import { Refused } from "./api.js";
import { fill, freshId, h, icon, setAttribute } from "./dom.js";
import { takeDrops } from "./file-field.js";
import { OptionField } from "./option-field.js";

/** @typedef {import("./commands.js").Leaf} Leaf */

const KEYS = "Enter runs it · Esc leaves";
const KEYS_AT_A_FILE = "Enter chooses a file · Esc leaves";

export class OptionsForm {
  /**
   * @param {HTMLElement} root
   * @param {import("./store.js").Store} store
   * @param {{run: (leaf: Leaf, values: any[]) => void, complete: (leaf: Leaf, values: any[]) => Promise<any[]>,
   *   onClose: () => void}} actions
   */
  constructor(root, store, actions) {
    this.root = root;
    this.store = store;
    this.actions = actions;
    /** @type {Leaf | null} */
    this.leaf = null;
    /** @type {OptionField[]} */
    this.fields = [];
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.leaf) this.close();
    });
  }

  /** @param {Leaf} leaf @param {Map<string, string>} [typed] option name → text */
  open(leaf, typed = new Map()) {
    this.leaf = leaf;
    const problem = freshId("problem");
    this.problem = h("p", { class: "form-problem", id: problem, role: "alert" });
    this.fields = leaf.options.map(
      (option) => new OptionField(option, this.store, (field, text) => this.#suggest(field, text)),
    );
    for (const field of this.fields) field.fill(typed.get(field.option.name));
    this.about = h("p", { class: "options-about" }, leaf.description);
    const form = h(
      "form",
      {
        class: "options-form",
        novalidate: true,
        "aria-label": `Options of /${leaf.name}`,
        "aria-describedby": problem,
        on: {
          submit: (event) => {
            event.preventDefault();
            this.submit();
          },
          focusin: (event) => this.#describe(event.target),
        },
      },
      this.#head(),
      h(
        "div",
        { class: "options-line" },
        h("h2", { class: "options-name" }, `/${leaf.name}`),
        this.fields.map(({ element }) => element),
        h("button", { type: "submit", class: "button button-primary options-run" }, "Run"),
      ),
      this.problem,
    );
    if (this.fields.some(({ upload }) => upload)) takeDrops(form, (target, files) => this.#dropped(target, files));
    fill(this.root, form);
    this.root.hidden = false;
    this.focus();
  }

  #head() {
    this.keys = h("span", { class: "keys" }, KEYS);
    const leave = h(
      "button",
      { type: "button", class: "icon-button", "aria-label": "Leave the command", on: { click: () => this.close() } },
      icon("close"),
    );
    return h(
      "header",
      { class: "options-head" },
      this.about,
      this.keys,
      leave,
    );
  }

  /** To the field it fell on, else to the first that takes a file. @param {Node} target @param {FileList} files */
  #dropped(target, files) {
    const takers = this.fields.filter(({ upload }) => upload);
    const field = takers.find(({ element }) => element.contains(target)) ?? takers[0];
    field.focus();
    if (files.length > 1) field.complain(`${field.option.name}: drop one file, not ${files.length}.`);
    else field.upload?.take(files);
  }

  /** Tells above the line what the field is for that one is in. @param {Node} target */
  #describe(target) {
    const field = this.fields.find(({ element }) => element.contains(target));
    if (!this.about || !this.keys || !this.leaf) return;
    const choosing = field?.upload?.input === target;
    fill(this.keys, choosing ? KEYS_AT_A_FILE : KEYS);
    if (field) fill(this.about, h("strong", {}, field.option.name), " ", field.option.description, field.kind());
    else fill(this.about, this.leaf.description);
  }

  /** To the first field that has to be filled, else to the first at all, else to the button. */
  focus() {
    const field = this.fields.find(({ option, text }) => option.required && !text) ?? this.fields[0];
    if (field) field.focus();
    else /** @type {HTMLElement | null} */ (this.root.querySelector("button[type=submit]"))?.focus();
  }

  close() {
    if (!this.leaf) return;
    this.leaf = null;
    this.fields = [];
    this.root.hidden = true;
    fill(this.root);
    this.actions.onClose();
  }

  /** @param {OptionField} asking @param {string} text what was typed so far */
  async #suggest(asking, text) {
    const leaf = /** @type {Leaf} */ (this.leaf);
    const others = this.fields
      .filter((field) => field !== asking && field.text && !field.upload)
      .flatMap((field) => {
        const read = field.read();
        return "value" in read ? [{ name: field.option.name, type: field.option.type, value: read.value }] : [];
      });
    const focused = { name: asking.option.name, type: asking.option.type, value: text, focused: true };
    const choices = await this.actions.complete(leaf, [...others, focused]);
    return choices.map(({ name, value }) => ({ label: name, value }));
  }

  /** Checks every field, then runs or points at the first that is wrong. */
  submit() {
    const leaf = /** @type {Leaf} */ (this.leaf);
    const wrong = this.fields.filter((field) => !field.check());
    if (wrong.length) return wrong[0].focus();
    const values = this.fields
      .filter(({ text }) => text)
      .map((field) => {
        const read = /** @type {{value: any}} */ (field.read());
        return { name: field.option.name, type: field.option.type, value: read.value };
      });
    this.actions.run(leaf, values);
  }

  /** Says what the server refused, at its field where it named one. @param {unknown} error */
  refuse(error) {
    const message = error instanceof Error ? error.message : String(error);
    const field = error instanceof Refused && this.fields.find(({ option }) => option.name === error.field);
    if (field) {
      field.complain(message);
      field.focus();
    } else if (this.problem) {
      this.problem.textContent = message;
    }
  }

  /** @param {boolean} busy */
  busy(busy) {
    const button = this.root.querySelector("button[type=submit]");
    if (button) setAttribute(button, "disabled", busy);
  }
}
