/** What can be pressed and chosen under a message, and the layout of components v2. */

import { attachmentView } from "./attachment-view.js";
import { h, icon } from "./dom.js";
import { cssColor, picture } from "./embed-view.js";
import { linkTo } from "./link.js";
import { markdown } from "./markdown-view.js";
import { selectView } from "./select-view.js";
import { ComponentType as Type } from "./types.js";

/**
 * @typedef {import("./types.js").Component} Component
 * @typedef {import("./markdown-view.js").Surroundings & {
 *   message: import("./types.js").Message, busy: Set<string>, use: (customId: string, values?: string[]) => void
 * }} Around `busy`: custom ids whose interaction is on its way
 */

const STYLES = ["", "primary", "secondary", "success", "danger", "link", "premium"];

/** @param {Component[]} components @param {Around} around */
export function componentViews(components, around) {
  return components.map((component) => componentView(component, around));
}

/** @param {Component} component @param {Around} around @returns {Node | null} */
export function componentView(component, around) {
  return DRAWERS[component.type]?.(component, around) ?? null;
}

/** @param {Component["emoji"]} emoji */
export function emojiText(emoji) {
  if (!emoji?.name) return "";
  return emoji.id ? `:${emoji.name}:` : emoji.name;
}

/** @param {Component} component @param {Around} around */
function button(component, around) {
  const words = [component.emoji && h("span", { class: "button-emoji" }, emojiText(component.emoji)), component.label];
  const name = `button button-${STYLES[component.style ?? 2]}`;
  if (component.url) return linkButton(component, name, words, around);
  const id = component.custom_id ?? "";
  const busy = around.busy.has(id);
  return h(
    "button",
    {
      type: "button",
      class: busy ? `${name} is-busy` : name,
      disabled: component.disabled,
      "aria-busy": busy ? "true" : null,
      "data-custom-id": id,
      on: { click: () => busy || around.use(id) },
    },
    words,
  );
}

/** @param {Component} component @param {string} name @param {any[]} words @param {Around} around */
function linkButton(component, name, words, { store }) {
  const link = component.disabled ? null : linkTo(component.url, store, words, { class: name, mark: icon("out") });
  return link ?? h("button", { type: "button", class: name, disabled: true }, words, icon("out"));
}

/** @param {Component} component @param {Around} around */
function section(component, around) {
  return h(
    "div",
    { class: "section" },
    h("div", { class: "section-text" }, componentViews(component.components ?? [], around)),
    component.accessory && h("div", { class: "section-accessory" }, componentView(component.accessory, around)),
  );
}

/** @param {Component} component @param {Around} around */
function container(component, around) {
  const box = h("div", { class: "container" }, componentViews(component.components ?? [], around));
  if (component.accent_color) {
    box.classList.add("has-accent");
    box.style.setProperty("--edge", cssColor(component.accent_color));
  }
  return box;
}

/** @param {Component} component */
function gallery(component) {
  return h(
    "div",
    { class: "gallery" },
    (component.items ?? []).map(({ media, description }) => picture(media.url, "gallery-image", description ?? "")),
  );
}

/** @param {Component} component @param {Around} around */
function file(component, around) {
  const name = component.name ?? component.file?.url.split("/").at(-1)?.split("?")[0] ?? "file";
  const attached = around.message.attachments?.find(({ filename }) => filename === name);
  const url = attached?.url ?? component.file?.url ?? "";
  return attachmentView(attached ?? { id: "", filename: name, size: component.size ?? 0, url });
}

/** @type {Record<number, (component: Component, around: Around) => Node | null>} */
const DRAWERS = {
  [Type.ACTION_ROW]: (row, around) => h("div", { class: "action-row" }, componentViews(row.components ?? [], around)),
  [Type.BUTTON]: button,
  [Type.STRING_SELECT]: selectView,
  [Type.USER_SELECT]: selectView,
  [Type.ROLE_SELECT]: selectView,
  [Type.MENTIONABLE_SELECT]: selectView,
  [Type.CHANNEL_SELECT]: selectView,
  [Type.SECTION]: section,
  [Type.TEXT_DISPLAY]: (text, around) => h("div", { class: "text-display" }, markdown(text.content ?? "", around)),
  [Type.THUMBNAIL]: ({ media, description }) => picture(media?.url, "thumbnail", description ?? ""),
  [Type.MEDIA_GALLERY]: gallery,
  [Type.FILE]: file,
  [Type.SEPARATOR]: ({ divider, spacing }) =>
    h("hr", {
      class: `separator ${divider === false ? "is-blank" : ""} ${spacing === 2 ? "is-large" : ""}`,
    }),
  [Type.CONTAINER]: container,
};
