/** The drawer beside the messages: what goes wrong, what time it is, and what the bot asked of Discord and Google. */

import { fill, find, h, icon, setAttribute, spoken } from "./dom.js";
import { StageClockView } from "./stage-clock.js";
import { StageFaults } from "./stage-faults.js";
import { StageRequests } from "./stage-requests.js";

const KEPT = "curtain-call-sandbox.stage";
/** As in layout.css: from here down the drawer covers the page. */
const SHEET = matchMedia("(max-width: 760px)");

export class StagePanel {
  /**
   * @param {import("./store.js").Store} store
   * @param {import("./stage.js").StageKeeper} keeper
   * @param {(doing: Promise<unknown>) => void} trying tells when something was refused
   * @param {(words: string) => void} announce
   */
  constructor(store, keeper, trying, announce) {
    this.store = store;
    this.opener = find("#stage-button", HTMLButtonElement);
    this.panel = find("#stage", HTMLElement);
    this.clock = new StageClockView(store, (how) => trying(keeper.moveClock(how)));
    this.faults = new StageFaults(store, {
      lasting: ({ id }, on) => trying(keeper.switchFault(id, on)),
      once: ({ id, name }) => trying(keeper.switchFault(id, true).then(() => announce(`Done: ${name}.`))),
    });
    this.requests = new StageRequests(store);
    this.#build();
    this.opener.addEventListener("click", () => this.#show(this.panel.hidden));
    this.panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.#leave();
    });
    SHEET.addEventListener("change", () => this.#cover());
    store.on(["stage"], () => this.#draw());
    store.on(["requests"], () => this.isOpen && this.requests.draw());
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  /** For somebody who is sent here. */
  open() {
    this.#show(true);
    this.clock.focus();
  }

  #build() {
    this.closer = h(
      "button",
      { type: "button", class: "icon-button", "aria-label": "Close the stage", on: { click: () => this.#leave() } },
      icon("close"),
    );
    fill(
      this.panel,
      h(
        "header",
        { class: "stage-head" },
        h("h2", { id: "stage-title" }, "Stage"),
        h("p", {}, "Behind the scenes of the sandbox: make things go wrong, move the time, watch the bot work."),
        this.closer,
      ),
      h("div", { class: "stage-controls" }, this.clock.element, this.faults.element),
      this.requests.element,
    );
  }

  #draw() {
    const { stage } = this.store;
    this.opener.hidden = !stage;
    if (!stage) return this.#show(false);
    const on = stage.faults.filter((fault) => fault.on).length;
    fill(
      this.opener,
      icon("stage"),
      "Stage",
      on > 0 && h("span", { class: "badge" }, String(on), spoken(on > 1 ? " faults on" : " fault on")),
    );
    if (this.panel.hidden && sessionStorage.getItem(KEPT)) this.#show(true);
    if (this.isOpen) this.#refresh();
  }

  #refresh() {
    this.clock.draw();
    this.faults.draw();
    this.requests.draw();
  }

  #leave() {
    this.#show(false);
    this.opener.focus();
  }

  /** @param {boolean} open */
  #show(open) {
    if (open === this.isOpen) return;
    this.panel.hidden = !open;
    document.body.classList.toggle("is-stage-open", open);
    setAttribute(this.opener, "aria-expanded", String(open));
    // Closed for newcomers; whoever has it open keeps it over a reload.
    if (open) sessionStorage.setItem(KEPT, "open");
    else sessionStorage.removeItem(KEPT);
    this.#cover();
    this.clock.run(open);
    if (open) this.#refresh();
  }

  /** On a phone the sheet covers the rest, which then cannot be reached by Tab either. */
  #cover() {
    const covers = this.isOpen && SHEET.matches;
    for (const one of document.querySelectorAll(".app > :not(#stage), .sandbox-line")) {
      if (one instanceof HTMLElement) one.inert = covers;
    }
    if (covers) this.closer?.focus();
  }
}
