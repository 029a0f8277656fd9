/** A disc with initials, in the person's own colour. */

import { h } from "./dom.js";
import { nameOf } from "./store.js";

const FALLBACK = "#5865f2";

/** @param {string} name */
function initials(name) {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map((word) => [...word][0].toUpperCase()).join("");
}

/** @param {import("./types.js").User} user @param {"small" | "medium" | "large"} size */
export function avatar(user, size) {
  const disc = h(
    "span",
    { class: `avatar avatar-${size}`, "aria-hidden": "true" },
    initials(nameOf(user).replace(/^The /i, "")),
  );
  // Through the style object, which a strict content security policy allows.
  disc.style.setProperty("--disc", user.color ?? FALLBACK);
  return disc;
}

/** @param {import("./types.js").User} user */
export function botTag(user) {
  return user.bot ? h("span", { class: "bot-tag" }, "BOT") : null;
}
