/**
 * Interactions on their way: asked, not answered yet. An answer can overtake the response that names its interaction, so
 * events of unknown interactions wait a moment for their owner.
 */

/**
 * @typedef {{
 *   kind: "command" | "component" | "modal", channelId: string, label: string, messageId?: string, customId?: string,
 *   status: "sent" | "failed", reason: string, key: string, settled: (reason: string) => void
 * }} Pending
 * @typedef {{type: string, interaction_id: string, message?: string, modal?: any, channel_id?: string}} InteractionEvent
 */

const REMEMBERED = 50;
const NO_ANSWER = "The application did not respond";

export class Interactions {
  /** @param {() => void} changed @param {(event: InteractionEvent) => void} openModal */
  constructor(changed, openModal) {
    /** @type {Map<string, Pending>} */
    this.pending = new Map();
    /** @type {Map<string, InteractionEvent[]>} */
    this.early = new Map();
    /** @type {Set<string>} */
    this.mine = new Set();
    this.changed = changed;
    this.openModal = openModal;
    this.sent = 0;
  }

  /**
   * Sends, and shows as on its way until the bot acknowledges or the deadline passes.
   *
   * @param {Pick<Pending, "kind" | "channelId" | "label" | "messageId" | "customId">} what
   * @param {() => Promise<{interaction_id: string}>} send
   * @returns {Promise<{outcome: Promise<string>}>} once the server took it; the outcome is why it failed, or empty when
   *   the bot acknowledged it
   */
  async start(what, send) {
    this.sent += 1;
    const key = `sent-${this.sent}`;
    this.forgetFailures(what);
    let settled = (/** @type {string} */ _reason) => {};
    /** @type {Promise<string>} */
    const outcome = new Promise((resolve) => (settled = resolve));
    this.#put({ ...what, key, status: "sent", reason: "", settled });
    try {
      const { interaction_id: id } = await send();
      this.#named(key, id);
    } catch (error) {
      this.pending.delete(key);
      this.changed();
      throw error;
    }
    return { outcome };
  }

  /** @param {Pending} pending */
  #put(pending) {
    this.pending.set(pending.key, pending);
    this.changed();
  }

  /** @param {string} key @param {string} id */
  #named(key, id) {
    this.mine.add(id);
    const pending = this.pending.get(key);
    this.pending.delete(key);
    if (pending) this.pending.set(id, { ...pending, key: id });
    const early = this.early.get(id) ?? [];
    this.early.delete(id);
    for (const event of early) this.receive(event);
  }

  /** @param {InteractionEvent} event */
  receive(event) {
    const id = event.interaction_id;
    if (!this.mine.has(id)) return this.#keep(id, event);
    if (event.type === "modal_open") this.openModal(event);
    const pending = this.pending.get(id);
    if (!pending) return;
    if (event.type === "interaction_failed") this.#fail(pending, event.message || NO_ANSWER);
    else this.#acknowledge(pending);
  }

  /** Another tab's, or one whose id is still on its way to us. @param {string} id @param {InteractionEvent} event */
  #keep(id, event) {
    this.early.set(id, [...(this.early.get(id) ?? []), event]);
    const [oldest] = this.early.keys();
    if (this.early.size > REMEMBERED) this.early.delete(oldest);
  }

  /** @param {Pending} pending */
  #acknowledge(pending) {
    this.pending.delete(pending.key);
    pending.settled("");
    this.changed();
  }

  /** @param {Pending} pending @param {string} reason */
  #fail(pending, reason) {
    this.#put({ ...pending, status: "failed", reason });
    pending.settled(reason);
  }

  /** @param {string} key */
  forget(key) {
    this.pending.delete(key);
    this.changed();
  }

  /** A second try replaces the first one's failure. @param {Pick<Pending, "kind" | "messageId">} what */
  forgetFailures({ kind, messageId }) {
    for (const [key, { status, ...old }] of this.pending) {
      if (status === "failed" && kind !== "command" && old.messageId === messageId) this.pending.delete(key);
    }
  }

  /** After a lost connection nobody will tell how these ended. */
  giveUp() {
    for (const pending of [...this.pending.values()]) {
      if (pending.status === "sent") this.#acknowledge(pending);
    }
    this.early.clear();
  }

  /** @param {string} channel @returns {Pending[]} commands to draw below a channel's messages */
  commandsIn(channel) {
    return [...this.pending.values()].filter(({ kind, channelId }) => kind === "command" && channelId === channel);
  }

  /** @param {string} message @returns {Pending[]} what was pressed on a message */
  on(message) {
    return [...this.pending.values()].filter(({ kind, messageId }) => kind === "component" && messageId === message);
  }
}
