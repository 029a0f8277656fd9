/** What this person has not seen yet. Kept in the browser, as last-read message ids, a list per person. */

import { compareIds } from "./snowflake.js";

export class Unread {
  /** @param {string} person */
  constructor(person) {
    this.key = `curtain-call-sandbox.read.${person}`;
    /** @type {Record<string, string>} */
    this.lastRead = JSON.parse(localStorage.getItem(this.key) ?? "{}");
    /** @type {Map<string, number>} */
    this.counts = new Map();
    /** @type {Map<string, string>} channel → what had been read when unread messages were first seen */
    this.justRead = new Map();
    this.me = person;
  }

  /** @param {string} channel */
  count(channel) {
    return this.counts.get(channel) ?? 0;
  }

  /** @param {string} channel @param {import("./types.js").Message[]} messages a channel's latest */
  measure(channel, messages) {
    const last = this.lastRead[channel];
    const fresh = messages.filter(
      (message) => message.author.id !== this.me && (!last || compareIds(message.id, last) > 0),
    );
    this.counts.set(channel, fresh.length);
  }

  /** @param {string} channel @param {import("./types.js").Message} message */
  arrived(channel, message) {
    if (message.author.id !== this.me) this.counts.set(channel, this.count(channel) + 1);
  }

  /** The last message read before one came; empty when nothing is new. @param {string} channel */
  newSince(channel) {
    return this.justRead.get(channel) ?? "";
  }

  /** @param {string} channel @param {string | undefined} newest */
  read(channel, newest) {
    if (this.count(channel)) this.justRead.set(channel, this.lastRead[channel] ?? "");
    else this.justRead.delete(channel);
    this.counts.set(channel, 0);
    if (!newest) return;
    this.lastRead[channel] = newest;
    localStorage.setItem(this.key, JSON.stringify(this.lastRead));
  }
}
