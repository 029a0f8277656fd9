/** The rows of the log that are not messages: where it begins, days, and commands on their way. */

import { avatar, botTag } from "./avatar.js";
import { h, icon, spoken } from "./dom.js";
import { usedCommand } from "./message-view.js";
import { nameOf } from "./store.js";

/** @param {import("./store.js").Store} store */
export function beginning(store) {
  const { place } = store;
  const name = place?.recipient ? place.name : `#${place?.name ?? ""}`;
  return h(
    "li",
    { class: "beginning" },
    place?.recipient
      ? avatar(store.familiar(place.recipient), "large")
      : h("span", { class: "beginning-sign" }, icon("hash")),
    h("p", { class: "beginning-title" }, place?.recipient ? name : `Welcome to ${name}!`),
    h(
      "p",
      {},
      place?.recipient
        ? `This is the beginning of your direct messages with ${name}.`
        : `This is the start of the ${name} channel.`,
    ),
    h("p", {}, `Type / below to see what ${nameOf(store.known.bot)} can do.`),
  );
}

/** @param {string} words a day; empty when only what is new begins here @param {boolean} fresh */
export function divider(words, fresh) {
  return h(
    "li",
    { class: fresh ? "divider is-new" : "divider" },
    words && h("span", { class: "divider-words" }, words),
    fresh && h("span", { class: "divider-new" }, "NEW", spoken(" messages")),
  );
}

/**
 * A command that is on its way, or that failed.
 *
 * @param {import("./interactions.js").Pending} pending
 * @param {import("./types.js").World} world
 * @param {() => void} forget
 */
export function pendingCommand({ label, status, reason }, { me, bot }, forget) {
  const failed = status === "failed";
  const dismiss = h("button", { type: "button", class: "text-button", on: { click: forget } }, "Dismiss message");
  return h(
    "li",
    {},
    h(
      "article",
      { class: failed ? "message is-ephemeral" : "message is-pending", tabindex: "-1", "aria-label": label },
      usedCommand(me, label),
      h("div", { class: "gutter" }, avatar(bot, "medium")),
      h(
        "div",
        { class: "message-main" },
        h("p", { class: "byline" }, h("span", { class: "author" }, nameOf(bot)), botTag(bot)),
        h("p", { class: failed ? "failure" : "thinking" }, failed ? reason : "Sending command…"),
        failed && h("p", { class: "privacy-note" }, icon("eye"), "Only you can see this • ", dismiss),
      ),
    ),
  );
}
