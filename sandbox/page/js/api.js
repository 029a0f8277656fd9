/** The sandbox's JSON over HTTP, as one person. */

/** What the server refused, in its own words. `field` names the option at fault, when there is one. */
export class Refused extends Error {
  /** @param {string} message @param {string} [field] */
  constructor(message, field) {
    super(message);
    this.field = field;
  }
}

export class Api {
  /** @param {string} person the person's user id; empty for whoever is first */
  constructor(person) {
    this.person = person;
  }

  /** @returns {Promise<import("./types.js").World>} */
  state() {
    return this.#call("GET", "/sandbox/state");
  }

  /**
   * @param {string} channel
   * @param {{before?: string, limit?: number}} [page]
   * @returns {Promise<import("./types.js").Message[]>} oldest first
   */
  messages(channel, { before, limit = 50 } = {}) {
    const query = { limit: String(limit), ...(before ? { before } : {}) };
    return this.#call("GET", `/sandbox/channels/${channel}/messages`, undefined, query);
  }

  /** @param {string} channel @param {string} content @returns {Promise<import("./types.js").Message>} */
  say(channel, content) {
    return this.#call("POST", `/sandbox/channels/${channel}/messages`, { content });
  }

  /** @param {object} body @returns {Promise<{interaction_id: string}>} */
  interact(body) {
    return this.#call("POST", "/sandbox/interactions", body);
  }

  /** @param {object} body @returns {Promise<{choices: import("./types.js").Choice[]}>} */
  autocomplete(body) {
    return this.#call("POST", "/sandbox/interactions", { type: "autocomplete", ...body });
  }

  /** @returns {Promise<{id: string}>} the direct channel with the bot */
  openDm() {
    return this.#call("POST", "/sandbox/dms");
  }

  /** @param {boolean} closed whether bots and strangers are kept from writing to this person */
  closeDms(closed) {
    return this.#call("PUT", `/sandbox/people/${this.person}/dms_closed`, { closed });
  }

  /** @param {string} guild @param {boolean} present whether the bot is to be in the server */
  seatBot(guild, present) {
    return this.#call("PUT", `/sandbox/guilds/${guild}/bot`, { present });
  }

  /** @param {string} message */
  dismiss(message) {
    return this.#call("POST", "/sandbox/dismiss", { message_id: message });
  }

  /** @returns {Promise<import("./types.js").Stage>} */
  stage() {
    return this.#call("GET", "/sandbox/stage");
  }

  /** @returns {Promise<{requests: import("./types.js").BotRequest[], last: number}>} the latest, oldest first */
  stageRequests() {
    return this.#call("GET", "/sandbox/stage/requests", undefined, { limit: "200" });
  }

  /** @param {string} id @param {boolean} on @returns {Promise<import("./types.js").Fault>} */
  switchFault(id, on) {
    return this.#call("PUT", `/sandbox/stage/faults/${id}`, { on });
  }

  /** @param {{minutes: number} | {to: "next_post"}} how @returns {Promise<import("./types.js").StageClock>} */
  moveClock(how) {
    return this.#call("POST", "/sandbox/stage/clock", how);
  }

  /** @param {boolean} dismissed @returns {Promise<import("./types.js").Tour>} */
  dismissTour(dismissed) {
    return this.#call("POST", "/sandbox/stage/tour", { dismissed });
  }

  /** The address of this person's live events. */
  get liveUrl() {
    const url = new URL(this.#address("/sandbox/live", {}), location.href);
    url.protocol = url.protocol.replace("http", "ws");
    return url.href;
  }

  /** @param {string} path @param {Record<string, string>} query */
  #address(path, query) {
    const known = this.person ? { as: this.person, ...query } : query;
    return `${path}?${new URLSearchParams(known)}`;
  }

  /** @param {string} method @param {string} path @param {object} [body] @param {Record<string, string>} [query] */
  async #call(method, path, body, query = {}) {
    const response = await fetch(this.#address(path, query), {
      method,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    }).catch(() => {
      throw new Refused("The sandbox does not answer. Is it still running?");
    });
    const answer = await response.json().catch(() => null);
    if (!response.ok) throw new Refused(answer?.message ?? `The sandbox answered ${response.status}.`, answer?.field);
    return answer;
  }
}
