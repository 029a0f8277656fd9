/** Where one types: messages, and commands by name or in full. */

import { leaves, named, required, search, typedOptions } from "./commands.js";
import { fill, find, icon, setAttribute } from "./dom.js";
import { OptionsForm } from "./options-form.js";
import { Picker } from "./picker.js";
import { OptionType } from "./types.js";

const TALLEST = 220;

export class Composer {
  /** @param {import("./store.js").Store} store @param {() => import("./session.js").Session} session */
  constructor(store, session) {
    this.store = store;
    this.session = session;
    this.form = find("#composer", HTMLFormElement);
    this.text = find("#composer-text", HTMLTextAreaElement);
    this.problem = find("#composer-problem", HTMLElement);
    this.commands = find("#composer-commands", HTMLButtonElement);
    this.here = "";
    this.options = new OptionsForm(find("#options-panel", HTMLElement), store, {
      run: (leaf, values) => void this.#run(leaf, values),
      complete: (leaf, values) => this.session().complete(leaf, values),
      onClose: () => this.#backToText(),
    });
    this.picker = new Picker(find("#picker", HTMLElement), store, (leaf) => this.choose(leaf));
    fill(this.commands, icon("plus"));
    fill(find("#composer-send", HTMLButtonElement), icon("send"));
    this.#listen();
  }

  #listen() {
    this.text.addEventListener("input", () => this.#typed());
    this.text.addEventListener("keydown", (event) => this.#key(event));
    this.commands.addEventListener("click", () => this.prepare("/"));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#enter();
    });
    this.store.on(["place"], () => {
      this.#moved();
      this.describe();
    });
    this.store.on(["world", "connection"], () => this.describe());
  }

  /** What was begun stays when a lost connection comes back, and goes when one leaves the place. */
  #moved() {
    const here = `${this.store.known.me.id} ${this.store.channelId}`;
    if (here === this.here) return;
    this.here = here;
    this.options.close();
    this.#clear();
  }

  /** The field's words for the place one is in. */
  describe() {
    const place = this.store.place;
    const able = Boolean(place?.canSend);
    const where = place?.recipient ? `@${place.name}` : `#${place?.name ?? ""}`;
    this.text.disabled = !able;
    this.commands.disabled = !able;
    this.text.placeholder = able ? `Message ${where}` : "You do not have permission to send messages in this channel.";
    setAttribute(this.text, "aria-label", `Message ${where}. Type / for commands.`);
  }

  get #leaves() {
    return leaves(this.store.known.commands, this.store.place);
  }

  #typed() {
    this.problem.textContent = "";
    this.#grow();
    const { value } = this.text;
    if (value.startsWith("/") && !value.includes("\n")) this.#showPicker(value.slice(1));
    else this.picker.close();
    this.#tell();
  }

  /** @param {string} line what follows the slash */
  #showPicker(line) {
    const leaf = named(this.#leaves, line);
    const found = search(this.#leaves, line);
    if (leaf && leaf.name !== line && !found.some(({ name }) => name.startsWith(line))) {
      return this.picker.remind(leaf, typedOptions(leaf, line.slice(leaf.name.length)));
    }
    const runs = leaf && leaf.name === line && !required(leaf).length;
    this.picker.offer(
      found,
      runs ? "Enter runs it · Tab shows its options · Esc closes" : "Enter or Tab chooses · Esc closes",
    );
  }

  #tell() {
    const { current, list } = this.picker;
    setAttribute(this.text, "aria-activedescendant", current ? list.activeId : null);
    setAttribute(this.text, "aria-controls", this.picker.open ? list.id : null);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    if (this.picker.open && this.#pickerKey(event)) {
      event.preventDefault();
      this.#tell();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void this.#enter();
    }
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the picker took it */
  #pickerKey(event) {
    const { current } = this.picker;
    if (event.key === "Escape") {
      this.picker.close();
      return true;
    }
    if (current && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      this.picker.list.move(event.key === "ArrowDown" ? 1 : -1);
      return true;
    }
    if (event.key !== "Tab" || event.shiftKey) return false;
    const line = this.text.value.slice(1);
    const leaf = current ?? named(this.#leaves, line);
    if (leaf) this.choose(leaf, current ? undefined : typedOptions(leaf, line.slice(leaf.name.length)));
    return Boolean(leaf);
  }

  /** @param {import("./commands.js").Leaf} leaf @param {Map<string, string>} [typed] */
  choose(leaf, typed) {
    this.#clear();
    this.form.hidden = true;
    this.options.open(leaf, typed);
  }

  /** Lays a line ready, without sending it. @param {string} line */
  prepare(line) {
    this.options.close();
    this.text.value = line;
    this.#typed();
    this.text.focus();
  }

  /** To whichever field is there. */
  focus() {
    if (this.options.leaf) this.options.focus();
    else this.text.focus();
  }

  /** A command by its full name, from a mention in a message. @param {string} name */
  chooseNamed(name) {
    const leaf = this.#leaves.find((one) => one.name === name);
    if (leaf) this.choose(leaf);
    else this.#complain(`There is no /${name} here.`);
  }

  async #enter() {
    const { value } = this.text;
    if (value.startsWith("/")) return this.#enterCommand(value.slice(1));
    if (!value.trim()) return;
    try {
      this.text.readOnly = true;
      await this.session().say(value.trim());
      this.#clear();
    } catch (error) {
      this.#complain(error instanceof Error ? error.message : String(error));
    } finally {
      this.text.readOnly = false;
    }
  }

  /** @param {string} line */
  #enterCommand(line) {
    const { current } = this.picker;
    const leaf = named(this.#leaves, line.trim());
    if (current && (current.name !== leaf?.name || required(current).length)) return this.choose(current);
    if (!leaf) return this.#complain("There is no such command here.");
    const typed = typedOptions(leaf, line.trim().slice(leaf.name.length));
    this.choose(leaf, typed);
    const lacksFile = leaf.options.some(({ name, type }) => type === OptionType.ATTACHMENT && typed.has(name));
    if (!lacksFile) this.options.submit();
  }

  /** @param {import("./commands.js").Leaf} leaf @param {any[]} values */
  async #run(leaf, values) {
    this.options.busy(true);
    try {
      await this.session().runCommand(leaf, values);
      this.options.close();
    } catch (error) {
      this.options.busy(false);
      this.options.refuse(error);
    }
  }

  #backToText() {
    this.form.hidden = false;
    this.text.focus();
  }

  #clear() {
    this.text.value = "";
    this.problem.textContent = "";
    this.picker.close();
    this.#grow();
    this.#tell();
  }

  #grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, TALLEST)}px`;
  }

  /** @param {string} message */
  #complain(message) {
    this.problem.textContent = message;
    this.text.focus();
  }
}
