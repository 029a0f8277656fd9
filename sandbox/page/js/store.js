/** What the page knows, and who wants to hear when it changes. Views read it; `session.js` and `stage.js` write to it. */

import { compareIds } from "./snowflake.js";

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {(
 *   "world" | "place" | "messages" | "unread" | "connection" | "pending" | "stage" | "requests"
 * )} Topic
 * @typedef {{
 *   id: string, name: string, topic: string, canSend: boolean,
 *   guild: import("./types.js").Guild | null, recipient: import("./types.js").User | null
 * }} Place a channel of a server, or a direct channel
 */

export class Store {
  constructor() {
    /** @type {import("./types.js").World | null} */
    this.world = null;
    this.channelId = "";
    this.connected = false;
    /** @type {Map<string, {messages: Message[], complete: boolean}>} loaded channels, oldest message first */
    this.histories = new Map();
    /** @type {import("./types.js").Stage | null} null until it is loaded, and where there is none */
    this.stage = null;
    /** @type {import("./types.js").BotRequest[]} the bot's latest requests, oldest first */
    this.requests = [];
    /** @type {Map<Topic, Set<() => void>>} */
    this.listeners = new Map();
  }

  /** @param {Topic[]} topics @param {() => void} listener */
  on(topics, listener) {
    for (const topic of topics) {
      const known = this.listeners.get(topic) ?? new Set();
      this.listeners.set(topic, known.add(listener));
    }
  }

  /** @param {...Topic} topics */
  changed(...topics) {
    const called = new Set(topics.flatMap((topic) => [...(this.listeners.get(topic) ?? [])]));
    for (const listener of called) listener();
  }

  /** The loaded world; views run only once it is there. */
  get known() {
    if (!this.world) throw new Error("the world is not loaded yet");
    return this.world;
  }

  /** Every place this person may see. @returns {Place[]} */
  places() {
    const { guilds, dms } = this.known;
    const channels = guilds.flatMap((guild) =>
      guild.channels.map((channel) => ({
        id: channel.id,
        name: channel.name,
        topic: channel.topic ?? "",
        canSend: channel.can_send !== false,
        guild,
        recipient: null,
      })),
    );
    const direct = dms.map(({ id, recipient }) => ({
      id,
      name: nameOf(recipient),
      topic: "",
      canSend: true,
      guild: null,
      recipient,
    }));
    return [...channels, ...direct];
  }

  /** @returns {Place | undefined} where this person is */
  get place() {
    return this.places().find((place) => place.id === this.channelId);
  }

  /** @param {string} id @returns {import("./types.js").User | undefined} */
  user(id) {
    return [this.known.bot, ...this.known.people].find((user) => user.id === id);
  }

  /** A user as the world knows them, for the colour that messages do not carry. @param {import("./types.js").User} user */
  familiar(user) {
    return { ...user, ...this.user(user.id) };
  }

  /** @returns {Message[]} */
  get messages() {
    return this.histories.get(this.channelId)?.messages ?? [];
  }

  /** @param {string} channel @param {Message} message */
  upsert(channel, message) {
    const messages = this.histories.get(channel)?.messages;
    if (!messages) return;
    const at = messages.findIndex(({ id }) => id === message.id);
    if (at >= 0) messages[at] = message;
    else messages.push(message);
    messages.sort((a, b) => compareIds(a.id, b.id));
  }

  /** @param {string} channel @param {string} message */
  remove(channel, message) {
    const history = this.histories.get(channel);
    if (history) history.messages = history.messages.filter(({ id }) => id !== message);
  }
}

/** What people are called: the display name, else the user name. @param {import("./types.js").User} user */
export function nameOf(user) {
  return user.global_name || user.username;
}
