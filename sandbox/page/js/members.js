/** The list of members at the side of a server's channels, and the button that folds it away. */

import { botTag, presence } from "./avatar.js";
import { fill, find, h, icon, setAttribute } from "./dom.js";
import { nameOf } from "./store.js";

/** @typedef {import("./types.js").User} User */

const KEPT = "curtain-call-sandbox.members";
/** As in layout.css: below this there is no room for it unless one asks. */
const WIDE = matchMedia("(min-width: 1101px)");

export class Members {
  /**
   * @param {import("./store.js").Store} store
   * @param {{message: () => void, toggle: () => void}} bot opens its direct messages; adds it to the server or removes it
   */
  constructor(store, bot) {
    this.store = store;
    this.bot = bot;
    this.side = find("#members-side", HTMLElement);
    this.list = find("#members", HTMLElement);
    this.toggle = find("#members-button", HTMLButtonElement);
    fill(this.toggle, icon("people"));
    /** @type {boolean | null} null: as there is room */
    this.wished = localStorage.getItem(KEPT) === "hidden" ? false : null;
    this.toggle.addEventListener("click", () => this.#switch());
    WIDE.addEventListener("change", () => this.#show());
    store.on(["world", "place"], () => this.#draw());
    store.on(["world", "place"], () => this.#show());
  }

  #switch() {
    this.wished = !this.isShown;
    if (this.wished) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, "hidden");
    this.#show();
  }

  get isShown() {
    return this.wished ?? WIDE.matches;
  }

  #show() {
    const inServer = Boolean(this.store.world && this.store.place?.guild);
    this.toggle.hidden = !inServer;
    this.side.hidden = !inServer || !this.isShown;
    setAttribute(this.toggle, "aria-expanded", String(!this.side.hidden));
  }

  #draw() {
    const { bot, people } = this.store.known;
    const guild = this.store.place?.guild;
    const everybody = guild?.has_bot ? [bot, ...people] : people;
    const there = everybody.filter((user) => !user.bot || user.online);
    const away = everybody.filter((user) => !there.includes(user));
    fill(this.list, this.#group("Online", there), this.#group("Offline", away), this.#adding(bot, guild));
  }

  /** @param {User} bot @param {import("./types.js").Guild | null | undefined} guild */
  #adding(bot, guild) {
    if (!guild || guild.has_bot || !guild.can_manage) return [];
    const add = { type: "button", class: "button button-secondary message-bot", on: { click: () => this.bot.toggle() } };
    return [h("button", add, icon("switch"), `Add ${nameOf(bot)}`)];
  }

  /** @param {string} name @param {User[]} users */
  #group(name, users) {
    if (!users.length) return [];
    return [
      h("h3", { class: "members-title" }, `${name} \u2014 ${users.length}`),
      h(
        "ul",
        { class: "members" },
        users.map((user) => this.#member(user)),
      ),
    ];
  }

  /** @param {User} user */
  #member(user) {
    const offline = user.bot && !user.online;
    return h(
      "li",
      { class: offline ? "member is-offline" : "member" },
      presence(user),
      h("span", { class: "channel-name" }, nameOf(user)),
      botTag(user),
      user.bot && this.#act(`Message ${nameOf(user)}`, "chat", this.bot.message),
      user.bot &&
        this.store.place?.guild?.can_manage &&
        this.#act(`Remove ${nameOf(user)} from the server`, "close", this.bot.toggle),
    );
  }

  /** @param {string} name @param {"chat" | "close"} image @param {() => void} run */
  #act(name, image, run) {
    const given = { type: "button", class: "icon-button", "aria-label": name, title: name, on: { click: () => run() } };
    return h("button", given, icon(image));
  }
}
