/**
 * Making elements. Text always becomes a text node: nothing here, and nothing in the page, parses HTML.
 *
 * @typedef {Node | string | null | undefined | false} Child
 */

/**
 * An element with attributes, listeners (`on: {click: …}`) and children. `true` sets an empty attribute; `false`, `null`
 * and `undefined` leave it out.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {{on?: Record<string, (event: any) => void>, [name: string]: any}} [attributes]
 * @param {...(Child | Child[] | Child[][])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") listen(element, value);
    else setAttribute(element, name, value);
  }
  element.append(...present(children));
  return element;
}

/** @param {Element} element @param {Record<string, (event: any) => void>} listeners */
function listen(element, listeners) {
  for (const [event, listener] of Object.entries(listeners)) element.addEventListener(event, listener);
}

/** ARIA wants its `true` in letters. @param {Element} element @param {string} name @param {any} value */
export function setAttribute(element, name, value) {
  if (value === false || value === null || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value === true && !name.startsWith("aria-") ? "" : String(value));
}

/** @param {(Child | Child[] | Child[][])[]} children @returns {(Node | string)[]} */
function present(children) {
  return /** @type {(Node | string)[]} */ (children.flat(2).filter(Boolean));
}

/** @param {Element} element @param {...(Child | Child[] | Child[][])} children */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
}

/** Text for screen readers only. @param {string} text */
export function spoken(text) {
  return h("span", { class: "spoken" }, text);
}

let lastId = 0;

/** An id that no other element has. @param {string} prefix */
export function freshId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** @template {Element} T @param {string} selector @param {new () => T} kind @returns {T} */
export function find(selector, kind) {
  const element = document.querySelector(selector);
  if (element instanceof kind) return element;
  throw new Error(`index.html has no ${selector}`);
}

const PATHS = {
  hash: "M10 3 8 21M16 3l-2 18M4 8.5h16.5M3.5 15.5H20",
  dots: "M5 12h.01M12 12h.01M19 12h.01",
  menu: "M4 6h16M4 12h16M4 18h16",
  close: "M6 6l12 12M18 6 6 18",
  eye: "M2 12s3.5-7 10-7 10 7 10 7-3.5 7-10 7-10-7-10-7zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  chat: "M4 5h16v11H9l-5 4z",
  file: "M6 2h8l5 5v15H6zM14 2v6h5",
  down: "M6 9l6 6 6-6",
  out: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  switch: "M4 8h14l-4-4M20 16H6l4 4",
  reply: "M4 18v-4a4 4 0 0 1 4-4h12",
  check: "M4 12l5 5L20 6",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2 20c0-4 3-6 7-6s7 2 7 6M16 4.5a3.5 3.5 0 0 1 0 6M18 14.5c2.5.8 4 2.7 4 5.5",
  plus: "M12 5v14M5 12h14",
  send: "M4 12 3 4l18 8-18 8 1-8zM4 12h8",
  mail: "M3 6h18v12H3zM3 7l9 7 9-7",
  stage: "M4 21v-7M4 10V3M12 21v-9M12 8V3M20 21v-5M20 12V3M1.5 14h5M9.5 8h5M17.5 16h5",
  flag: "M5 21V4M5 4h13l-3 4.5 3 4.5H5",
  right: "M9 6l6 6-6 6",
};

/** A line drawing; hidden from screen readers, its button carries the name. @param {keyof typeof PATHS} name */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of [
    ["viewBox", "0 0 24 24"],
    ["class", `icon icon-${name}`],
    ["aria-hidden", "true"],
  ]) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
