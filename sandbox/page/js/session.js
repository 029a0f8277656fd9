/** One person's stay: loads, listens, and does what the person asks. */

import { Api } from "./api.js";
import { withContents } from "./file-field.js";
import { Interactions } from "./interactions.js";
import { Live } from "./live.js";
import { resolve, writeRoute } from "./route.js";
import { Unread } from "./unread.js";

const PAGE = 50;

export class Session {
  /**
   * @param {import("./store.js").Store} store
   * @param {{as: string, channel: string}} route where to begin
   * @param {(event: any) => void} openModal
   * @param {import("./stage.js").StageKeeper} stage hears of the stage over this person's connection
   */
  constructor(store, route, openModal, stage) {
    this.store = store;
    this.stage = stage;
    this.route = route;
    this.api = new Api(route.as);
    this.unread = new Unread(route.as);
    this.interactions = new Interactions(() => store.changed("pending"), openModal);
    /** @type {any[] | null} events that wait for a (re)load to finish */
    this.waiting = [];
    this.closed = false;
  }

  /** Connects first and loads then, so that nothing falls between. @param {string} person id */
  begin(person) {
    this.api = new Api(person);
    this.unread = new Unread(person);
    this.live = new Live(this.api.liveUrl, {
      onOpen: () => void this.#reload().catch(() => this.live?.again()),
      onEvent: (event) => (this.waiting ? this.waiting.push(event) : this.#receive(event)),
      onLost: () => this.#lost(),
    });
  }

  end() {
    this.closed = true;
    this.live?.close();
    this.interactions.giveUp();
  }

  async #reload() {
    this.waiting ??= [];
    this.interactions.giveUp();
    const world = await this.api.state();
    if (this.closed) return;
    this.store.world = world;
    this.store.histories.clear();
    this.store.channelId = this.#startingPlace();
    // Whoever serves no stage gets a page without one.
    const stage = this.stage.load().catch(() => {});
    await Promise.all([stage, ...this.store.places().map((place) => this.#load(place.id))]);
    if (this.closed) return;
    this.store.connected = true;
    /** @type {any[]} */
    const waiting = this.waiting ?? [];
    this.waiting = null;
    this.#settleIn();
    this.store.changed("connection", "world", "place", "messages", "unread");
    for (const event of waiting) this.#receive(event);
  }

  #startingPlace() {
    const places = this.store.places();
    const wished = resolve(this.store.channelId || this.route.channel, places);
    return (wished ?? places[0])?.id ?? "";
  }

  /** @param {string} channel */
  async #load(channel) {
    const messages = await this.api.messages(channel, { limit: PAGE });
    this.store.histories.set(channel, { messages, complete: messages.length < PAGE });
    this.unread.measure(channel, messages);
  }

  #lost() {
    this.waiting ??= [];
    this.store.connected = false;
    this.store.changed("connection");
  }

  /** @param {any} event */
  #receive(event) {
    const receivers = {
      message_create: () => this.#messageCreated(event.channel_id, event.message),
      message_update: () => this.#messageUpdated(event.channel_id, event.message),
      message_delete: () => this.#messageDeleted(event.channel_id, event.message_id),
      dm_create: () => this.#dmCreated(event.dm),
      guilds_update: () => this.#worldChanged({ guilds: event.guilds }),
      commands_update: () => this.#worldChanged({ commands: event.commands }),
      bot_status: () => this.#worldChanged({ bot: { ...this.store.known.bot, online: event.online } }),
      interaction_failed: () => this.interactions.receive(event),
      interaction_acknowledged: () => this.interactions.receive(event),
      modal_open: () => this.interactions.receive(event),
      stage: () => this.stage.changed(event),
      request: () => this.stage.requested(event),
    };
    receivers[/** @type {keyof typeof receivers} */ (event.type)]?.();
  }

  /** @param {string} channel @param {import("./types.js").Message} message */
  #messageCreated(channel, message) {
    const known = this.store.histories.get(channel)?.messages.some(({ id }) => id === message.id);
    this.store.upsert(channel, message);
    if (!known) this.unread.arrived(channel, message);
    this.#answered(message);
    this.#settleIn();
    this.store.changed("messages", "unread");
  }

  /** @param {string} channel @param {import("./types.js").Message} message */
  #messageUpdated(channel, message) {
    this.store.upsert(channel, message);
    this.#answered(message);
    this.store.changed("messages");
  }

  /** @param {import("./types.js").Message} message */
  #answered(message) {
    const id = message.interaction_metadata?.id ?? message.interaction?.id;
    if (id) this.interactions.receive({ type: "interaction_acknowledged", interaction_id: id });
  }

  /** @param {string} channel @param {string} message */
  #messageDeleted(channel, message) {
    this.store.remove(channel, message);
    this.store.changed("messages");
  }

  /** @param {import("./types.js").DirectChannel} dm */
  #dmCreated(dm) {
    const dms = this.store.known.dms.filter(({ id }) => id !== dm.id);
    if (!this.store.histories.has(dm.id)) this.store.histories.set(dm.id, { messages: [], complete: true });
    this.#worldChanged({ dms: [dm, ...dms] });
  }

  /** @param {Partial<import("./types.js").World>} part */
  #worldChanged(part) {
    this.store.world = { ...this.store.known, ...part };
    this.store.changed("world");
  }

  /** @param {string} channel id or name */
  goTo(channel) {
    const place = resolve(channel, this.store.places());
    if (!place || place.id === this.store.channelId) return;
    this.store.channelId = place.id;
    this.#settleIn();
    this.store.changed("place", "messages", "unread");
  }

  /** The address tells where one is, and what is on the screen counts as read. */
  #settleIn() {
    const { me } = this.store.known;
    writeRoute(me.id, this.store.channelId);
    // Who one is in this Discord is who its sign-in page takes one for.
    if (!document.hidden) document.cookie = `sandbox_person=${me.id}; path=/; SameSite=Lax`;
    if (!document.hidden) this.unread.read(this.store.channelId, this.store.messages.at(-1)?.id);
  }

  /** The tab is looked at again. */
  returned() {
    if (!this.store.world || this.waiting) return;
    this.#settleIn();
    this.store.changed("unread");
  }

  async loadOlder() {
    const channel = this.store.channelId;
    const history = this.store.histories.get(channel);
    if (!history || history.complete) return;
    const older = await this.api.messages(channel, { before: history.messages[0]?.id, limit: PAGE });
    history.complete = older.length < PAGE;
    for (const message of older) this.store.upsert(channel, message);
    this.store.changed("messages");
  }

  /** @param {string} content */
  async say(content) {
    const channel = this.store.channelId;
    const message = await this.api.say(channel, content);
    this.#messageCreated(channel, message);
  }

  /** @param {import("./commands.js").Leaf} leaf @param {import("./types.js").OptionValue[]} values */
  runCommand(leaf, values) {
    const what = { kind: /** @type {const} */ ("command"), label: `/${leaf.name}`, channelId: this.store.channelId };
    const body = { type: "command", channel_id: what.channelId, command_id: leaf.command.id };
    return this.interactions.start(what, async () =>
      this.api.interact({ ...body, options: leaf.wrap(await withContents(values)) }),
    );
  }

  /** @param {import("./types.js").Command} command @param {import("./types.js").Message} message */
  runMessageCommand(command, message) {
    const body = {
      type: "message_command",
      channel_id: message.channel_id,
      command_id: command.id,
      message_id: message.id,
    };
    return this.#interact("command", command.name, body);
  }

  /** @param {import("./types.js").Message} message @param {string} customId @param {string[]} [values] */
  useComponent(message, customId, values) {
    const body = {
      type: "component",
      channel_id: message.channel_id,
      message_id: message.id,
      custom_id: customId,
      ...(values ? { values } : {}),
    };
    return this.#interact("component", "", body, { messageId: message.id, customId });
  }

  /**
   * @param {{interaction_id: string, channel_id: string, modal: import("./types.js").ModalForm}} opened
   * @param {Record<string, any>} fields
   */
  submitModal(opened, fields) {
    const body = {
      type: "modal",
      channel_id: opened.channel_id,
      custom_id: opened.modal.custom_id,
      interaction_id: opened.interaction_id,
      fields,
    };
    return this.#interact("modal", opened.modal.title, body);
  }

  /**
   * @param {"command" | "component" | "modal"} kind @param {string} label @param {object} body
   * @param {{messageId?: string, customId?: string}} [target]
   */
  #interact(kind, label, body, target = {}) {
    const what = { kind, label, channelId: this.store.channelId, ...target };
    return this.interactions.start(what, () => this.api.interact(body));
  }

  /** @param {import("./commands.js").Leaf} leaf @param {import("./types.js").OptionValue[]} values */
  async complete(leaf, values) {
    const body = { channel_id: this.store.channelId, command_id: leaf.command.id, options: leaf.wrap(values) };
    return (await this.api.autocomplete(body)).choices;
  }

  async openDm() {
    const { id } = await this.api.openDm();
    if (!this.store.places().some((place) => place.id === id)) this.#dmCreated({ id, recipient: this.store.known.bot });
    this.goTo(id);
  }

  /** Removes the bot from the server that one is in, or adds it again. */
  async toggleBot() {
    const guild = this.store.place?.guild;
    if (guild) await this.api.seatBot(guild.id, !guild.has_bot);
  }

  async toggleDms() {
    const { me } = this.store.known;
    await this.api.closeDms(!me.dms_closed);
    this.#worldChanged({ me: { ...me, dms_closed: !me.dms_closed } });
  }

  /** @param {import("./types.js").Message} message */
  async dismiss(message) {
    await this.api.dismiss(message.id);
    this.#messageDeleted(message.channel_id, message.id);
  }
}
