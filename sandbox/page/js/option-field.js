/** One option of a command: a label, a description, and the fitting kind of field. */

import { Combobox } from "./combobox.js";
import { freshId, h, setAttribute, spoken } from "./dom.js";
import { FileField } from "./file-field.js";
import { itemsFor, readValue } from "./option-values.js";
import { OptionType } from "./types.js";

const TYPE_NAMES = {
  [OptionType.INTEGER]: "whole number",
  [OptionType.NUMBER]: "number",
  [OptionType.BOOLEAN]: "true or false",
  [OptionType.USER]: "person",
  [OptionType.CHANNEL]: "channel",
  [OptionType.ATTACHMENT]: "file, 10 MiB at the most",
};

export class OptionField {
  /**
   * @param {import("./types.js").Option} option
   * @param {import("./store.js").Store} store
   * @param {(field: OptionField, text: string) => Promise<any[]>} suggest
   */
  constructor(option, store, suggest) {
    this.option = option;
    this.items = itemsFor(option, store);
    const id = freshId("option");
    const about = `${id}-about`;
    this.problem = h("p", { class: "field-problem", id: `${id}-problem` });
    this.describedBy = `${about} ${this.problem.id}`;
    this.combobox = this.#combobox(id, suggest);
    this.upload = this.#upload(id);
    const own = this.combobox ?? this.upload;
    this.input = own?.input ?? this.#input(id);
    this.element = h(
      "div",
      { class: option.required ? "pill-field" : "pill-field is-optional" },
      h(
        "div",
        { class: "pill" },
        h("label", { class: "pill-label", for: id }, option.name, spoken(option.required ? " required" : " optional")),
        own?.element ?? this.input,
      ),
      h("p", { class: "spoken", id: about }, option.description, this.kind()),
      this.problem,
    );
    this.input.addEventListener("input", () => this.complain(""));
    this.input.addEventListener("change", () => (this.upload?.file ? this.check() : this.complain("")));
  }

  /** What kind of value it takes, where that is not plain. */
  kind() {
    const name = this.option.choices?.length ? "" : TYPE_NAMES[this.option.type];
    return name ? h("span", { class: "field-kind" }, ` (${name})`) : null;
  }

  /** @param {string} id @param {(field: OptionField, text: string) => Promise<any[]>} suggest */
  #combobox(id, suggest) {
    const { option, items, describedBy } = this;
    const common = { id, label: option.name, describedBy, required: option.required };
    if (items) return new Combobox({ ...common, items });
    if (!option.autocomplete) return null;
    return new Combobox({
      ...common,
      suggest: (text) => suggest(this, text),
      onProblem: (message) => this.complain(message),
    });
  }

  /** @param {string} id */
  #upload(id) {
    const { option, describedBy } = this;
    if (option.type !== OptionType.ATTACHMENT) return null;
    return new FileField({ id, label: option.name, describedBy, required: option.required });
  }

  /** @param {string} id */
  #input(id) {
    const numeric = this.option.type === OptionType.INTEGER || this.option.type === OptionType.NUMBER;
    return h("input", {
      id,
      class: "field-input",
      type: "text",
      autocomplete: "off",
      placeholder: this.option.required ? null : "optional",
      inputmode: numeric ? "decimal" : null,
      "aria-required": this.option.required,
      "aria-describedby": this.describedBy,
    });
  }

  /** What is written or chosen; empty when the option is left out. */
  get text() {
    return (this.combobox ?? this.upload)?.text ?? this.input.value.trim();
  }

  /** @param {string | undefined} text as typed in the command's line */
  fill(text) {
    if (text === undefined) return;
    if (this.upload) this.complain(`${this.option.name}: choose the file here, it cannot be typed.`);
    else if (this.combobox) this.combobox.text = text;
    else this.input.value = text;
  }

  read() {
    return this.upload?.read() ?? readValue(this.option, this.text, this.items);
  }

  /** Whether it can be sent; says why not. */
  check() {
    const { required, name } = this.option;
    if (!this.text) {
      this.complain(required ? `${name} is required.` : "");
      return !required;
    }
    const read = this.read();
    this.complain("error" in read ? read.error : "");
    return !("error" in read);
  }

  /** @param {string} message */
  complain(message) {
    this.problem.textContent = message;
    setAttribute(this.input, "aria-invalid", message ? "true" : null);
  }

  focus() {
    this.input.focus();
  }
}
