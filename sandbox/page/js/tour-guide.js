/** "Take me there": becomes the step's person, goes to its channel, and lays the command ready to be sent. */

import { readRoute, resolve, routeTo } from "./route.js";

/** @typedef {import("./types.js").Step} Step */

export class TourGuide {
  /**
   * @param {import("./store.js").Store} store
   * @param {import("./composer.js").Composer} composer made before, so that it has arrived when this hears of the place
   * @param {() => void} openStage for a step that is taken there and not by a command
   */
  constructor(store, composer, openStage) {
    this.store = store;
    this.composer = composer;
    this.openStage = openStage;
    /** @type {Step | null} where one is on the way to */
    this.going = null;
    store.on(["place"], () => this.#arrived());
  }

  /** @param {Step} step */
  go(step) {
    this.going = step;
    const { people, me } = this.store.known;
    const person = people.find(({ username }) => username === step.person) ?? me;
    const place = resolve(step.channel, this.store.places());
    const route = routeTo(person.id, place?.id ?? step.channel);
    if (person.id === me.id && (!place || place.id === this.store.channelId)) return this.#arrived();
    if (routeTo(readRoute().as, readRoute().channel) !== route) location.hash = route;
  }

  #arrived() {
    const step = this.going;
    if (!step || !this.store.world || !this.store.connected) return;
    if (this.store.known.me.username !== step.person) return;
    const place = resolve(step.channel, this.store.places());
    if (place && place.id !== this.store.channelId) return;
    this.going = null;
    if (step.command) this.composer.prepare(step.command);
    else this.openStage();
  }
}
