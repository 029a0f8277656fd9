/** Embeds: the card with the coloured edge. */

import { h } from "./dom.js";
import { linkTo } from "./link.js";
import { safeLink } from "./markdown.js";
import { markdown } from "./markdown-view.js";
import { fullTime, sentAt } from "./time.js";

/** @typedef {import("./markdown-view.js").Surroundings} Surroundings */

/** @param {number} color @returns {string} */
export function cssColor(color) {
  return `#${color.toString(16).padStart(6, "0")}`;
}

/** @param {import("./types.js").Embed} embed @param {Surroundings} around */
export function embedView(embed, around) {
  const card = h(
    "div",
    { class: "embed", role: "group", "aria-label": embed.title ? `Embed: ${embed.title}` : "Embed" },
    h(
      "div",
      { class: "embed-body" },
      embed.author && h("p", { class: "embed-author" }, linked(embed.author.name, embed.author.url, around)),
      embed.title && h("p", { class: "embed-title" }, linked(markdown(embed.title, around), embed.url, around)),
      embed.description && h("div", { class: "embed-description" }, markdown(embed.description, around)),
      embed.fields && fields(embed.fields, around),
      picture(embed.image?.url, "embed-image"),
      footer(embed),
    ),
    picture(embed.thumbnail?.url, "embed-thumbnail"),
  );
  if (embed.color) card.style.setProperty("--edge", cssColor(embed.color));
  return card;
}

/** @param {string | DocumentFragment} words @param {string | undefined} url @param {Surroundings} around */
function linked(words, url, { store }) {
  return linkTo(url, store, words) ?? words;
}

/** @param {import("./types.js").EmbedField[]} all @param {Surroundings} around */
function fields(all, around) {
  return h(
    "dl",
    { class: "embed-fields" },
    all.map(({ name, value, inline }) =>
      h(
        "div",
        { class: inline ? "embed-field is-inline" : "embed-field" },
        h("dt", {}, markdown(name, around)),
        h("dd", {}, markdown(value, around)),
      ),
    ),
  );
}

/** A picture that takes itself away when it cannot be had. @param {string | undefined} url @param {string} name */
export function picture(url, name, description = "") {
  const target = url && safeLink(url);
  if (!target) return null;
  return h("img", {
    class: name,
    src: target,
    alt: description,
    loading: "lazy",
    on: { error: (event) => event.target.remove() },
  });
}

/** @param {import("./types.js").Embed} embed */
function footer({ footer: foot, timestamp }) {
  if (!foot && !timestamp) return null;
  const when = timestamp && h("time", { datetime: timestamp, title: fullTime(timestamp) }, sentAt(timestamp));
  return h("p", { class: "embed-footer" }, foot?.text, foot && when && " • ", when);
}
