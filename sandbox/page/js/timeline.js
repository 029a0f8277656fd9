/** The messages of the place one is in: drawn once each, drawn anew only when they change. */

import { find, h, setAttribute } from "./dom.js";
import { answeredMessage, messageView } from "./message-view.js";
import { beginning, divider, pendingCommand } from "./rows.js";
import { compareIds } from "./snowflake.js";
import { day } from "./time.js";
import { MessageType } from "./types.js";

/** @typedef {import("./types.js").Message} Message */

const TOGETHER_MS = 7 * 60 * 1000;
const NEAR_END = 80;
const NEAR_START = 200;

export class Timeline {
  /**
   * @param {import("./store.js").Store} store
   * @param {() => import("./session.js").Session} session
   * @param {import("./message-view.js").MessageActions} actions
   */
  constructor(store, session, actions) {
    this.store = store;
    this.session = session;
    this.actions = actions;
    this.log = find("#log", HTMLElement);
    this.list = find("#messages", HTMLElement);
    this.jump = find("#jump", HTMLButtonElement);
    /** @type {Map<string, {signature: unknown[], element: HTMLElement}>} by message id */
    this.drawn = new Map();
    this.shown = "";
    this.atEnd = true;
    store.on(["world", "place", "messages", "pending"], () => this.draw());
    store.on(["stage"], () => this.#clockMoved());
    this.jump.addEventListener("click", () => this.#toPresent());
    this.log.addEventListener("scroll", () => this.#scrolled());
    this.log.addEventListener("keydown", (event) => this.#walk(event));
    this.log.addEventListener("focusin", (event) => this.#reach(event));
    for (const event of ["grown", "load"]) this.log.addEventListener(event, () => this.#stayAtEnd(), true);
    new ResizeObserver(() => this.#stayAtEnd()).observe(this.log);
  }

  draw() {
    const moved = this.shown !== `${this.store.known.me.id} ${this.store.channelId}`;
    if (moved) this.#arrive();
    if (this.#spokeUp()) this.atEnd = true;
    const height = this.log.scrollHeight;
    const focus = this.#focused();
    const rows = this.#rows();
    reconcile(this.list, rows);
    focus?.();
    if (moved || this.atEnd) this.log.scrollTop = this.log.scrollHeight;
    else if (this.growingUp) this.log.scrollTop += this.log.scrollHeight - height;
    this.growingUp = false;
    this.#tabStop();
  }

  /** Whoever says or runs something wants to see it, wherever they had scrolled to. */
  #spokeUp() {
    const { me } = this.store.known;
    const said = this.store.messages.findLast(({ author }) => author.id === me.id)?.id ?? "";
    const sent = this.session().interactions.commandsIn(this.store.channelId).at(-1)?.key ?? "";
    const spoke = (sent && sent !== this.lastSent) || (said && said !== this.lastSaid);
    this.lastSent = sent;
    this.lastSaid = said;
    return Boolean(spoke);
  }

  #arrive() {
    const { known, channelId, place } = this.store;
    this.shown = `${known.me.id} ${channelId}`;
    this.drawn.clear();
    this.atEnd = true;
    setAttribute(this.log, "aria-label", `Messages in ${place?.name ?? "nowhere"}`);
    this.newFrom = this.session().unread.newSince(channelId);
  }

  /** @returns {HTMLElement[]} */
  #rows() {
    const { messages, histories, channelId } = this.store;
    /** @type {HTMLElement[]} */
    const rows = histories.get(channelId)?.complete ? [beginning(this.store)] : [];
    /** @type {Message | undefined} the row above, if it is a message */
    let before;
    /** @type {Message | undefined} the message before, whatever stands between */
    let seen;
    const commands = this.session().interactions.commandsIn(channelId);
    for (const message of messages) {
      // An interaction's id tells when it was, so a failed one keeps its place among what came later.
      while (commands[0] && isOlder(commands[0].key, message.id)) {
        rows.push(this.#pending(/** @type {import("./interactions.js").Pending} */ (commands.shift())));
        before = undefined;
      }
      const newDay = !seen || day(seen.timestamp) !== day(message.timestamp);
      const fresh = this.#startsNew(seen, message);
      if (newDay || fresh) rows.push(divider(newDay ? day(message.timestamp) : "", fresh));
      rows.push(this.#message(message, !newDay && !fresh && follows(before, message)));
      before = message;
      seen = message;
    }
    return [...rows, ...commands.map((pending) => this.#pending(pending))];
  }

  /** @param {import("./interactions.js").Pending} pending */
  #pending(pending) {
    return pendingCommand(pending, this.store.known, () => this.session().interactions.forget(pending.key));
  }

  /** @param {Message | undefined} before @param {Message} message */
  #startsNew(before, message) {
    const { newFrom } = this;
    return Boolean(newFrom && compareIds(message.id, newFrom) > 0 && (!before || compareIds(before.id, newFrom) <= 0));
  }

  /** @param {Message} message @param {boolean} compact */
  #message(message, compact) {
    const pressed = this.actions
      .pressed(message)
      .map(({ key, status }) => key + status)
      .join();
    const signature = [message, compact, pressed, this.store.world];
    const known = this.drawn.get(message.id);
    if (known && signature.every((part, at) => part === known.signature[at])) return known.element;
    const element = h("li", {}, messageView(message, this.actions, compact));
    this.drawn.set(message.id, { signature, element });
    return element;
  }

  /** A message that is drawn anew gives the focus back to the same button, or to what stands in its place. */
  #focused() {
    const active = document.activeElement;
    if (!(active instanceof HTMLElement) || !this.list.contains(active)) return null;
    const before = active.closest("article");
    const message = before?.dataset.messageId;
    const at = before ? controls(before).indexOf(active) : -1;
    return () => {
      if (document.activeElement === active) return;
      const article = this.list.querySelector(`[data-message-id="${message}"]`);
      if (article instanceof HTMLElement) (successor(article, active, at) ?? article).focus({ preventScroll: true });
    };
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    this.jump.hidden = scrollHeight - scrollTop - clientHeight < clientHeight;
    // A lost connection fails this; coming back loads everything anew.
    if (scrollTop < NEAR_START && !this.loading) this.#loadOlder().catch(() => {});
  }

  #toPresent() {
    this.atEnd = true;
    this.#stayAtEnd();
    /** @type {HTMLElement | null} */ (this.list.querySelector("li:last-child article"))?.focus({ preventScroll: true });
  }

  /** Another present makes "today" another day. */
  #clockMoved() {
    const ahead = this.store.stage?.clock.ahead_seconds;
    const moved = this.ahead !== undefined && this.ahead !== ahead;
    this.ahead = ahead;
    if (!moved || !this.store.world) return;
    this.drawn.clear();
    this.draw();
  }

  async #loadOlder() {
    this.loading = true;
    this.growingUp = true;
    try {
      await this.session().loadOlder();
    } finally {
      this.growingUp = false;
      this.loading = false;
    }
  }

  #stayAtEnd() {
    if (this.atEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  /** The arrows walk from message to message; the log is one stop for Tab. @param {KeyboardEvent} event */
  #walk(event) {
    const articles = /** @type {HTMLElement[]} */ ([...this.list.querySelectorAll("article")]);
    const at = articles.indexOf(/** @type {HTMLElement} */ (event.target));
    /** @type {Record<string, number>} */
    const steps = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: articles.length - 1 };
    const to = at < 0 ? undefined : articles[steps[event.key]];
    if (!to) return;
    event.preventDefault();
    to.focus();
  }

  /** @param {FocusEvent} event */
  #reach(event) {
    const article = /** @type {HTMLElement} */ (event.target).closest("article");
    if (article) this.#tabStop(/** @type {HTMLElement} */ (article));
  }

  /** @param {HTMLElement} [article] whose menu can be reached with Tab; else the one that was, else the newest */
  #tabStop(article) {
    const articles = [...this.list.querySelectorAll("article")];
    const stop = article ?? articles.find((one) => one.tabIndex === 0) ?? articles.at(-1);
    for (const one of articles) {
      one.tabIndex = one === stop ? 0 : -1;
      one.querySelector(".more")?.setAttribute("tabindex", one === stop ? "0" : "-1");
    }
  }
}

/** @param {Element} article @returns {HTMLElement[]} */
function controls(article) {
  return [...article.querySelectorAll(".body :is(button, a)")].filter((one) => one instanceof HTMLElement);
}

/**
 * The control of a message drawn anew that one had before: by its id, else by its words in the same place, because a
 * page's number can be part of the id.
 *
 * @param {HTMLElement} article @param {HTMLElement} old @param {number} at its place among the controls before
 */
function successor(article, old, at) {
  const usable = controls(article).filter((one) => !one.matches(":disabled"));
  const same = controls(article)[at];
  return (
    usable.find(({ dataset }) => old.dataset.customId && dataset.customId === old.dataset.customId) ??
    usable.find((one) => one === same && one.textContent === old.textContent)
  );
}

/** @param {Message | undefined} before @param {Message} message */
function follows(before, message) {
  if (!before || before.author.id !== message.author.id || (message.type ?? 0) !== MessageType.DEFAULT) return false;
  if (answeredMessage(message)) return false;
  if ((before.flags ?? 0) !== (message.flags ?? 0)) return false;
  return Date.parse(message.timestamp) - Date.parse(before.timestamp) < TOGETHER_MS;
}

/** @param {string} key an interaction's id, once the server gave it one @param {string} message */
function isOlder(key, message) {
  return /^\d+$/.test(key) && compareIds(key, message) < 0;
}

/** Puts the rows in place and touches only those that are not. @param {HTMLElement} list @param {HTMLElement[]} rows */
function reconcile(list, rows) {
  const kept = new Set(rows);
  for (const child of [...list.children]) if (!kept.has(/** @type {HTMLElement} */ (child))) child.remove();
  rows.forEach((row, at) => {
    if (list.children[at] !== row) list.insertBefore(row, list.children[at] ?? null);
  });
}
