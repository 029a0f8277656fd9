/** The rail of servers, the list of channels and direct messages, and who one is. */

import { APPEARANCES, appearance, choose } from "./appearance.js";
import { avatar, botTag, presence } from "./avatar.js";
import { fill, find, h, icon, spoken } from "./dom.js";
import { openMenu } from "./menu.js";
import { routeTo } from "./route.js";
import { nameOf } from "./store.js";

/** @typedef {import("./store.js").Place} Place */

export class Sidebar {
  /**
   * @param {import("./store.js").Store} store
   * @param {() => import("./session.js").Session} session
   * @param {(doing: Promise<unknown>) => void} trying tells when something was refused
   */
  constructor(store, session, trying) {
    this.store = store;
    this.session = session;
    this.trying = trying;
    this.rail = find("#rail", HTMLElement);
    this.title = find("#sidebar-title", HTMLElement);
    this.channels = find("#channels", HTMLElement);
    this.me = find("#me", HTMLElement);
    this.opener = find("#open-sidebar", HTMLElement);
    this.category = find("#category", HTMLElement);
    store.on(["world", "place", "unread"], () => this.draw());
  }

  draw() {
    const { place } = this.store;
    const unread = this.store
      .places()
      .filter(({ guild }) => !guild)
      .reduce((sum, { id }) => sum + this.#unread(id), 0);
    this.opener.classList.toggle("is-news", unread > 0);
    fill(
      this.rail,
      this.#home(place, unread),
      this.#waiting(place),
      h("li", { class: "rail-line", "aria-hidden": "true" }),
      this.store.known.guilds.map((guild) => this.#server(guild, place)),
    );
    this.title.textContent = place?.guild?.name ?? "Direct Messages";
    fill(
      this.channels,
      place?.guild ? place.guild.channels.map(({ id }) => this.#channel(id)) : this.#directMessages(),
    );
    this.category.hidden = !place?.guild;
    this.#drawMe();
    document.title = `${unread ? `(${unread}) ` : ""}${place ? label(place) : "Nowhere"} | Curtain Call sandbox`;
  }

  /** @param {string} channel */
  #unread(channel) {
    return this.session().unread.count(channel);
  }

  /** @param {string} channel */
  #address(channel) {
    return routeTo(this.store.known.me.id, channel);
  }

  /** @param {Place | undefined} place @param {number} unread */
  #home(place, unread) {
    const here = place && !place.guild;
    const dm = this.store.known.dms[0];
    const inside = [
      icon("chat"),
      spoken(unread ? `Direct Messages, ${unread} unread` : "Direct Messages"),
    ];
    const common = {
      class: here ? "rail-item is-here" : "rail-item",
      title: "Direct Messages",
      "aria-current": here ? "true" : null,
    };
    return h(
      "li",
      {},
      dm
        ? h("a", { ...common, href: this.#address(dm.id) }, inside)
        : h("button", { ...common, type: "button", on: { click: () => this.trying(this.session().openDm()) } }, inside),
    );
  }

  /** Who waits to be read stands on the rail until it is. @param {Place | undefined} place */
  #waiting(place) {
    const { dms } = this.store.known;
    return dms
      .filter(({ id }) => this.#unread(id) && id !== place?.id)
      .map(({ id, recipient }) => {
        const name = nameOf(recipient);
        return h(
          "li",
          { class: "has-news" },
          h(
            "a",
            { class: "rail-item is-person", href: this.#address(id), title: name },
            avatar(this.store.familiar(recipient), "large"),
            h("span", { class: "badge", "aria-hidden": "true" }, String(this.#unread(id))),
            spoken(`${name}: unread`),
          ),
        );
      });
  }

  /** @param {import("./types.js").Guild} guild @param {Place | undefined} place */
  #server(guild, place) {
    const here = place?.guild?.id === guild.id;
    const news = guild.channels.some(({ id }) => this.#unread(id));
    const letters = guild.name
      .split(/\s+/)
      .map(([letter]) => letter)
      .join("")
      .slice(0, 3);
    return h(
      "li",
      { class: news ? "has-news" : "" },
      h(
        "a",
        {
          class: here ? "rail-item is-here" : "rail-item",
          href: this.#address(guild.channels[0]?.id ?? ""),
          title: guild.name,
          "aria-current": here ? "true" : null,
        },
        h("span", { "aria-hidden": "true" }, letters),
        spoken(news ? `${guild.name}, unread messages` : guild.name),
      ),
    );
  }

  /** @param {string} id */
  #channel(id) {
    const place = /** @type {Place} */ (this.store.places().find((one) => one.id === id));
    const here = id === this.store.channelId;
    const unread = this.#unread(id);
    return h(
      "li",
      { class: unread ? "has-news" : "" },
      h(
        "a",
        { class: "channel", href: this.#address(id), "aria-current": here ? "page" : null },
        icon("hash"),
        h("span", { class: "channel-name" }, place.name),
        unread ? spoken(`, ${unread} unread`) : null,
      ),
    );
  }

  #directMessages() {
    const { dms, bot } = this.store.known;
    const rows = dms.map(({ id, recipient }) => {
      const unread = this.#unread(id);
      return h(
        "li",
        { class: unread ? "has-news" : "" },
        h(
          "a",
          { class: "channel", href: this.#address(id), "aria-current": id === this.store.channelId ? "page" : null },
          presence(this.store.familiar(recipient)),
          h("span", { class: "channel-name" }, nameOf(recipient)),
          botTag(recipient),
          unread ? h("span", { class: "badge" }, String(unread), spoken(" unread")) : null,
        ),
      );
    });
    if (dms.some(({ recipient }) => recipient.id === bot.id)) return rows;
    return [...rows, h("li", {}, this.#messageBot())];
  }

  #messageBot() {
    return h(
      "button",
      {
        type: "button",
        class: "button button-secondary message-bot",
        on: { click: () => this.trying(this.session().openDm()) },
      },
      icon("chat"),
      `Message ${nameOf(this.store.known.bot)}`,
    );
  }

  #drawMe() {
    const { me } = this.store.known;
    const button = h(
      "button",
      {
        type: "button",
        class: "me",
        "aria-haspopup": "menu",
        on: { click: () => this.#choosePerson(button) },
      },
      presence(me),
      spoken("You are "),
      h("span", { class: "me-names" }, h("strong", {}, nameOf(me)), h("span", {}, me.username)),
      spoken(". Be someone else"),
      icon("switch"),
    );
    const focused = this.me.contains(document.activeElement);
    fill(this.me, button);
    if (focused) button.focus();
  }

  /** @param {HTMLElement} button */
  #choosePerson(button) {
    const { people, me } = this.store.known;
    const persons = people.map((person) => ({
      label: nameOf(person),
      group: "Be someone else",
      checked: person.id === me.id,
      node: avatar(person, "small"),
      run: () => {
        location.hash = routeTo(person.id, this.store.place?.guild ? this.store.channelId : "");
      },
    }));
    const dms = {
      label: "Allow direct messages",
      group: `${nameOf(me)}'s privacy`,
      checked: !me.dms_closed,
      several: true,
      run: () => this.trying(this.session().toggleDms()),
    };
    const looks = APPEARANCES.map(([value, words]) => ({
      label: words,
      group: "Appearance",
      checked: appearance() === value,
      run: () => choose(value),
    }));
    openMenu(button, "People", [...persons, dms, ...looks]);
  }
}

/** @param {Place} place */
export function label(place) {
  return place.recipient ? `@${place.name}` : `#${place.name}`;
}
