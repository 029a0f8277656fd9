/** A form that the bot opens. The dialog element keeps the focus inside and closes on Escape. */

import { avatar } from "./avatar.js";
import { fill, find, freshId, h, icon, setAttribute, spoken } from "./dom.js";
import { markdown } from "./markdown-view.js";
import { formSelect, selectItems } from "./select-view.js";
import { nameOf } from "./store.js";
import { ComponentType as Type } from "./types.js";

/**
 * @typedef {import("./types.js").Component} Component
 * @typedef {{id: string, element: HTMLElement, value: () => any, check: () => boolean, focus: () => void}} Field
 * @typedef {{interaction_id: string, channel_id: string, modal: import("./types.js").ModalForm}} Opened
 */

const PARAGRAPH = 2;
const FAILED = "Something went wrong. Try again.";

export class Modal {
  /** @param {import("./store.js").Store} store @param {() => import("./session.js").Session} session */
  constructor(store, session) {
    this.store = store;
    this.session = session;
    this.dialog = find("#modal", HTMLDialogElement);
    this.dialog.addEventListener("close", () => fill(this.dialog));
  }

  /** @param {Opened} opened */
  open(opened) {
    const { title, components } = opened.modal;
    const heading = freshId("modal-title");
    /** @type {Field[]} */
    const fields = [];
    const rows = components.map((component) => this.#row(component, fields));
    const problem = h("p", { class: "form-problem", role: "alert" });
    const submit = h("button", { type: "submit", class: "button button-primary" }, "Submit");
    const close = () => this.dialog.close();
    fill(
      this.dialog,
      h(
        "form",
        {
          class: "modal-form",
          novalidate: true,
          on: {
            submit: (event) => {
              event.preventDefault();
              void this.#submit(opened, fields, problem, submit);
            },
          },
        },
        h(
          "header",
          {},
          avatar(this.store.known.bot, "medium"),
          h("h2", { id: heading }, title),
          h(
            "button",
            { type: "button", class: "icon-button", "aria-label": "Close", on: { click: close } },
            icon("close"),
          ),
        ),
        h(
          "p",
          { class: "modal-note" },
          `This form will be submitted to ${nameOf(this.store.known.bot)}. Never put a password into one.`,
        ),
        h("div", { class: "modal-fields" }, rows),
        problem,
        h(
          "footer",
          {},
          h("button", { type: "button", class: "button button-plain", on: { click: close } }, "Cancel"),
          submit,
        ),
      ),
    );
    this.dialog.setAttribute("aria-labelledby", heading);
    if (!this.dialog.open) this.dialog.showModal();
    (fields[0] ?? submit).focus();
  }

  close() {
    if (this.dialog.open) this.dialog.close();
  }

  /** @param {Component} component @param {Field[]} fields collects what can be filled @returns {Node[]} */
  #row(component, fields) {
    if (component.type === Type.TEXT_DISPLAY) {
      return [
        h("div", { class: "text-display" }, markdown(component.content ?? "", { store: this.store, pings: false })),
      ];
    }
    const inner = component.component ? [component.component] : (component.components ?? []);
    return inner.map((one) => {
      const field = this.#field(one, component.label ?? one.label ?? "", component.description);
      fields.push(field);
      return field.element;
    });
  }

  /** @param {Component} component @param {string} label @param {string} [about] @returns {Field} */
  #field(component, label, about) {
    if (component.type === Type.TEXT_INPUT) return textField(component, label, about);
    const select = formSelect(
      { ...component, placeholder: component.placeholder ?? label },
      selectItems(component, this.store),
    );
    const problem = h("p", { class: "field-problem" });
    const needed = component.required === false ? 0 : (component.min_values ?? 1);
    return {
      id: component.custom_id ?? "",
      element: fieldFrame(select.button, label, needed > 0, problem, about),
      value: () => [...select.values],
      check: () => {
        problem.textContent = select.values.size < needed ? "Please choose." : "";
        return select.values.size >= needed;
      },
      focus: () => select.button.focus(),
    };
  }

  /** @param {Opened} opened @param {Field[]} fields @param {HTMLElement} problem @param {HTMLElement} submit */
  async #submit(opened, fields, problem, submit) {
    const wrong = fields.filter((field) => !field.check());
    if (wrong.length) return wrong[0].focus();
    problem.textContent = "";
    setAttribute(submit, "disabled", true);
    const values = Object.fromEntries(fields.map((field) => [field.id, field.value()]));
    try {
      const { outcome } = await this.session().submitModal(opened, values);
      const failed = await outcome;
      // The answer can be another form, which then already stands here.
      if (!failed && submit.isConnected) this.close();
      problem.textContent = failed && FAILED;
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : FAILED;
    } finally {
      setAttribute(submit, "disabled", false);
    }
  }
}

/** @param {Component} component @param {string} label @param {string} [about] @returns {Field} */
function textField(component, label, about) {
  const id = freshId("input");
  const required = component.required !== false;
  const problem = h("p", { class: "field-problem", id: `${id}-problem` });
  const input = h(component.style === PARAGRAPH ? "textarea" : "input", {
    id,
    class: "field-input",
    rows: component.style === PARAGRAPH ? "4" : null,
    autocomplete: "off",
    placeholder: component.placeholder,
    maxlength: component.max_length,
    "aria-required": required,
    "aria-describedby": `${id}-about ${problem.id}`,
    name: component.custom_id,
  });
  input.value = component.value ?? "";
  const complaint = () => {
    if (required && !input.value.trim()) return "This field is required.";
    const short = input.value && input.value.length < (component.min_length ?? 0);
    return short ? `At least ${component.min_length} characters, please.` : "";
  };
  return {
    id: component.custom_id ?? "",
    element: fieldFrame(input, label, required, problem, about),
    value: () => input.value,
    check: () => {
      problem.textContent = complaint();
      setAttribute(input, "aria-invalid", problem.textContent ? "true" : null);
      return !problem.textContent;
    },
    focus: () => input.focus(),
  };
}

/** @param {HTMLElement} control @param {string} label @param {boolean} required @param {Node} problem @param {string} [about] */
function fieldFrame(control, label, required, problem, about) {
  return h(
    "div",
    { class: "field" },
    h(
      "label",
      { class: "field-label", for: control.id || null },
      label,
      required && [spoken(" required"), h("span", { class: "required", "aria-hidden": "true" }, " *")],
    ),
    about && h("p", { class: "field-about", id: `${control.id}-about` }, about),
    control,
    problem,
  );
}
