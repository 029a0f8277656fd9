/** The rail of servers, the list of channels and direct messages, the members, and who one is. */

import { avatar, botTag } from "./avatar.js";
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
    this.members = find("#members", HTMLElement);
    this.membersSide = find("#members-side", HTMLElement);
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
      h("li", { class: "rail-line", "aria-hidden": "true" }),
      this.store.known.guilds.map((guild) => this.#server(guild, place)),
    );
    this.title.textContent = place?.guild?.name ?? "Direct Messages";
    fill(
      this.channels,
      place?.guild ? place.guild.channels.map(({ id }) => this.#channel(id)) : this.#directMessages(),
    );
    this.#drawMe();
    this.membersSide.hidden = !place?.guild;
    fill(
      this.members,
      this.#member(this.store.known.bot),
      this.store.known.people.map((user) => this.#member(user)),
    );
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
      unread ? h("span", { class: "badge" }, String(unread)) : null,
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
          this.#presence(recipient),
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

  /** @param {import("./types.js").User} user an avatar with a dot for being there */
  #presence(user) {
    const known = this.store.familiar(user);
    const there = known.bot ? known.online : true;
    return h(
      "span",
      { class: there ? "presence is-online" : "presence" },
      avatar(known, "medium"),
      spoken(there ? "online" : "offline"),
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
      avatar(me, "medium"),
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
    openMenu(button, "People", [...persons, dms]);
  }

  /** @param {import("./types.js").User} user */
  #member(user) {
    const offline = user.bot && !user.online;
    return h(
      "li",
      { class: offline ? "member is-offline" : "member" },
      this.#presence(user),
      h("span", { class: "channel-name" }, nameOf(user)),
      botTag(user),
      user.bot &&
        h(
          "button",
          {
            type: "button",
            class: "icon-button",
            "aria-label": `Message ${nameOf(user)}`,
            title: `Message ${nameOf(user)}`,
            on: { click: () => this.trying(this.session().openDm()) },
          },
          icon("chat"),
        ),
    );
  }
}

/** @param {Place} place */
export function label(place) {
  return place.recipient ? `@${place.name}` : `#${place.name}`;
}
