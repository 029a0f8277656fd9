/** Links: out of the page into a tab of their own, and to messages and channels within it. */

import { h } from "./dom.js";
import { safeLink } from "./markdown.js";
import { routeTo } from "./route.js";

/** A message's or a channel's address at Discord; in the sandbox it is here. */
const PLACE = /^https:\/\/discord\.com\/channels\/[^/]+\/(\d+)(?:[/?#]|$)/;

/**
 * @param {string} address
 * @param {import("./store.js").Store} store
 * @returns {{outward: boolean, attributes: Record<string, string>} | null} null for what must not be followed
 */
function leading(address, store) {
  const target = safeLink(address);
  if (!target) return null;
  const place = PLACE.exec(target);
  if (place) return { outward: false, attributes: { href: routeTo(store.known.me.id, place[1]) } };
  return { outward: true, attributes: { href: target, target: "_blank", rel: "noopener noreferrer" } };
}

/**
 * @param {string | undefined} address
 * @param {import("./store.js").Store} store
 * @param {any} words
 * @param {{class?: string, mark?: Node}} [look] `mark` follows the words of what leads out
 * @returns {HTMLAnchorElement | null} null for what must not be followed
 */
export function linkTo(address, store, words, { class: name, mark } = {}) {
  const found = leading(address ?? "", store);
  return found && h("a", { class: name, ...found.attributes }, words, found.outward && mark);
}
