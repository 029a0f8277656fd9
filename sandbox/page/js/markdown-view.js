/** Discord's markdown as elements. Everything a person wrote becomes a text node. */

import { h } from "./dom.js";
import { linkTo } from "./link.js";
import { parseMarkdown } from "./markdown.js";
import { routeTo } from "./route.js";
import { nameOf } from "./store.js";
import { timestamp } from "./time.js";

/**
 * @typedef {import("./markdown.js").Node} Node
 * @typedef {{store: import("./store.js").Store, pings: boolean}} Surroundings `pings`: whether @everyone really pinged
 * @typedef {(node: Node, around: Surroundings) => globalThis.Node | string} Drawer
 */

/** @param {string} source @param {Surroundings} around */
export function markdown(source, around) {
  const fragment = document.createDocumentFragment();
  fragment.append(...draw(parseMarkdown(source), around));
  return fragment;
}

/** A line's words without its marks, for previews. @param {string} source @param {Surroundings} around */
export function plainText(source, around) {
  return markdown(source, around).textContent ?? "";
}

/** Whether a message is nothing but a few emoji, which are then drawn large. @param {string} source */
export function onlyEmoji(source) {
  const nodes = parseMarkdown(source.trim());
  const emoji = nodes.filter(({ type }) => type === "twemoji");
  return (
    emoji.length > 0 &&
    emoji.length <= 27 &&
    nodes.every(({ type, content }) => type === "twemoji" || type === "br" || (type === "text" && !content.trim()))
  );
}

/** @param {any} nodes @param {Surroundings} around @returns {(globalThis.Node | string)[]} */
function draw(nodes, around) {
  return [nodes].flat(Infinity).map((node) => (DRAWERS[node.type] ?? drawText)(node, around));
}

/** @type {Drawer} */
function drawText(node) {
  return typeof node.content === "string" ? node.content : "";
}

/** @param {keyof HTMLElementTagNameMap} tag @param {string} [name] @returns {Drawer} */
function wrapped(tag, name) {
  return (node, around) => h(tag, { class: name }, draw(node.content, around));
}

/** @type {Drawer} */
function drawCodeBlock(node) {
  return h(
    "pre",
    { class: "code-block", tabindex: "0" },
    h("code", { "data-language": node.lang || null }, node.content),
  );
}

/** @type {Drawer} */
function drawSpoiler(node, around) {
  const spoiler = h("span", {
    class: "spoiler",
    role: "button",
    tabindex: "0",
    "aria-label": "Spoiler, press to show",
  });
  const inner = h("span", { class: "spoiler-inner", "aria-hidden": "true" }, draw(node.content, around));
  const reveal = () => {
    spoiler.classList.add("is-shown");
    for (const name of ["role", "tabindex", "aria-label"]) spoiler.removeAttribute(name);
    inner.removeAttribute("aria-hidden");
  };
  spoiler.addEventListener("click", reveal, { once: true });
  spoiler.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") reveal();
  });
  spoiler.append(inner);
  return spoiler;
}

/** @type {Drawer} */
function drawLink(node, around) {
  const words = draw(node.content, around);
  const link = linkTo(node.target, around.store, words);
  return link ?? h("span", {}, words, node.type === "link" ? ` (${node.target})` : "");
}

/** @type {Drawer} */
function drawHeading(node, around) {
  // Below the page's own h1 and never skipping a level, whatever sizes its author chose.
  return h(
    "div",
    { class: `heading heading-${node.level}`, role: "heading", "aria-level": 2 },
    draw(node.content, around),
  );
}

/** @type {Drawer} */
function drawList(node, around) {
  return h(
    "ul",
    { class: "markdown-list" },
    node.items.map((/** @type {any} */ item) => {
      const numbered = item.bullet.endsWith(".");
      const mark = numbered ? item.bullet : item.depth ? "◦" : "•";
      return h(
        "li",
        { class: `depth-${Math.min(item.depth, 4)}` },
        h("span", { class: "bullet" }, mark),
        h("span", {}, draw(item.content, around)),
      );
    }),
  );
}

/** @type {Drawer} */
function drawUser(node, { store }) {
  const user = store.user(node.id);
  return h("span", { class: "mention" }, user ? `@${nameOf(user)}` : "@unknown-user");
}

/** @type {Drawer} */
function drawChannel(node, { store }) {
  const place = store.places().find(({ id }) => id === node.id);
  if (!place) return h("span", { class: "mention" }, "#unknown");
  return h("a", { class: "mention", href: routeTo(store.known.me.id, place.id) }, `#${place.name}`);
}

/** @type {Drawer} */
function drawPing(node, { pings }) {
  const words = `@${node.type}`;
  return pings ? h("span", { class: "mention" }, words) : words;
}

/** @type {Drawer} */
function drawCommand(node) {
  return h("button", { class: "mention", type: "button", "data-command": node.fullName }, `/${node.fullName}`);
}

/** @type {Record<string, Drawer>} */
const DRAWERS = {
  strong: wrapped("strong"),
  em: wrapped("em"),
  underline: wrapped("u"),
  strikethrough: wrapped("s"),
  blockQuote: wrapped("blockquote"),
  subtext: wrapped("small", "subtext"),
  inlineCode: (node) => h("code", {}, node.content),
  codeBlock: drawCodeBlock,
  spoiler: drawSpoiler,
  link: drawLink,
  url: drawLink,
  autolink: drawLink,
  heading: drawHeading,
  list: drawList,
  br: () => h("br"),
  newline: () => "\n",
  user: drawUser,
  channel: drawChannel,
  role: () => h("span", { class: "mention" }, "@role"),
  everyone: drawPing,
  here: drawPing,
  slashCommand: drawCommand,
  timestamp: (node) => timestamp(Number(node.timestamp), node.format ?? "f"),
  emoji: (node) => h("span", { class: "emoji", title: `:${node.name}:` }, `:${node.name}:`),
  twemoji: (node) => h("span", { class: "emoji" }, node.name),
  guildNavigation: (node) => h("span", { class: "mention" }, node.navigation),
};
