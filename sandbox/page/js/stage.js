/** The sandbox's stage as this page knows it: loads it, hears of changes, and passes on what a person switches. */

import { Api } from "./api.js";
import { setAhead } from "./time.js";

const KEPT_REQUESTS = 200;

export class StageKeeper {
  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    // The stage is everybody's: no person in particular asks.
    this.api = new Api("");
  }

  /** After each (re)connection: what happened in between comes with it. */
  async load() {
    const [stage, { requests }] = await Promise.all([this.api.stage(), this.api.stageRequests()]);
    this.store.requests = requests.slice(-KEPT_REQUESTS);
    this.#put(stage);
    this.store.changed("requests");
  }

  /** @param {{type: "stage", stage: import("./types.js").Stage}} event */
  changed({ stage }) {
    this.#put(stage);
  }

  /** @param {{type: "request", request: import("./types.js").BotRequest}} event */
  requested({ request }) {
    const { requests } = this.store;
    if (requests.some(({ n }) => n === request.n)) return;
    this.store.requests = [...requests, request].slice(-KEPT_REQUESTS);
    this.store.changed("requests");
  }

  /** @param {string} id @param {boolean} on */
  async switchFault(id, on) {
    const fault = await this.api.switchFault(id, on);
    this.#part((stage) => ({ faults: stage.faults.map((one) => (one.id === id ? fault : one)) }));
  }

  /** @param {{minutes: number} | {to: "next_post"}} how */
  async moveClock(how) {
    const clock = await this.api.moveClock(how);
    this.#part(() => ({ clock }));
  }

  /** @param {boolean} dismissed */
  async dismissTour(dismissed) {
    const tour = await this.api.dismissTour(dismissed);
    this.#part(() => ({ tour }));
  }

  /** @param {(stage: import("./types.js").Stage) => Partial<import("./types.js").Stage>} change */
  #part(change) {
    const { stage } = this.store;
    if (stage) this.#put({ ...stage, ...change(stage) });
  }

  /** @param {import("./types.js").Stage} stage */
  #put(stage) {
    this.store.stage = stage;
    // The server's own clock may differ from this machine's when the page is open elsewhere, so not ahead_seconds.
    setAhead(Date.parse(stage.clock.now) - Date.now());
    this.store.changed("stage");
  }
}
