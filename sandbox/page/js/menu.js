/** A menu of things to do, for keyboard and pointer. */

import { h } from "./dom.js";
import { Popup } from "./popup.js";

/**
 * @typedef {{label: string, group?: string, checked?: boolean, several?: boolean, node?: Node, run: () => void}} MenuItem
 */

/**
 * @param {HTMLElement} anchor gets the focus back
 * @param {string} label
 * @param {MenuItem[]} items
 * @param {{at?: import("./popup.js").Point, align?: "start" | "end"}} [place]
 */
export function openMenu(anchor, label, items, place = {}) {
  const content = h("div", { class: "menu", role: "menu", "aria-label": label });
  let group = "";
  for (const item of items) {
    if (item.group && item.group !== group)
      content.append(h("div", { class: "menu-group", role: "presentation" }, item.group));
    group = item.group ?? group;
    content.append(row(item));
  }
  const popup = new Popup({
    anchor,
    content,
    ...place,
    onClose: (how) => {
      anchor.removeAttribute("aria-expanded");
      if (how !== "outside") anchor.focus();
    },
  });
  anchor.setAttribute("aria-expanded", "true");
  const rows = /** @type {HTMLElement[]} */ ([...content.querySelectorAll("[role^=menuitem]")]);
  content.addEventListener("keydown", (event) => walk(event, rows));
  rows[0]?.focus();

  /** @param {MenuItem} item */
  function row(item) {
    const choice = item.several ? "menuitemcheckbox" : "menuitemradio";
    return h(
      "button",
      {
        type: "button",
        class: "menu-item",
        tabindex: "-1",
        role: item.checked === undefined ? "menuitem" : choice,
        "aria-checked": item.checked === undefined ? null : String(item.checked),
        on: {
          click: () => {
            popup.close();
            item.run();
          },
        },
      },
      item.node,
      h("span", { class: "menu-label" }, item.label),
    );
  }
}

/** @param {KeyboardEvent} event @param {HTMLElement[]} rows */
function walk(event, rows) {
  const at = rows.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  /** @type {Record<string, number>} */
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1, Tab: at + (event.shiftKey ? -1 : 1) };
  if (!(event.key in steps)) return;
  event.preventDefault();
  rows.at(steps[event.key] % rows.length)?.focus();
}
