/** A disc: initials in the person's own colour, or the bot's picture. */

import { h, spoken } from "./dom.js";
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
    user.bot ? h("img", { src: "/sandbox/page/bot.svg", alt: "" }) : initials(nameOf(user).replace(/^The /i, "")),
  );
  // Through the style object, which a strict content security policy allows.
  disc.style.setProperty("--disc", user.color ?? FALLBACK);
  return disc;
}

/** @param {import("./types.js").User} user */
export function botTag(user) {
  return user.bot ? h("span", { class: "bot-tag" }, "APP") : null;
}

/** An avatar with a dot for being there. @param {import("./types.js").User} user as the world knows them */
export function presence(user) {
  const there = user.bot ? user.online : true;
  return h(
    "span",
    { class: there ? "presence is-online" : "presence" },
    avatar(user, "medium"),
    spoken(there ? "online" : "offline"),
  );
}
