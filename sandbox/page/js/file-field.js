/** An option that takes a file: chosen, or dropped anywhere on its command. */

import { Refused } from "./api.js";
import { size } from "./attachment-view.js";
import { fill, h, icon, spoken } from "./dom.js";

const MOST_BYTES = 10 * 1024 * 1024;

export class FileField {
  /** @param {{id: string, label: string, describedBy: string, required?: boolean}} field */
  constructor({ id, label, describedBy, required }) {
    this.label = label;
    // The browser's own chooser: by pointer, by touch and by keyboard, and it shows the name.
    this.input = h("input", {
      id,
      class: "field-input file-input",
      type: "file",
      // ARIA knows no required for it, HTML does.
      required,
      "aria-describedby": describedBy,
      on: { change: () => this.#show() },
    });
    this.chosen = h("span", { class: "file-chosen", role: "status" });
    const look = { type: "button", class: "icon-button", hidden: true, on: { click: () => this.clear() } };
    this.remove = h("button", look, icon("close"));
    this.element = h("div", { class: "file-field" }, this.input, this.chosen, this.remove);
  }

  get file() {
    return this.input.files?.[0];
  }

  /** The file's name; empty when there is none. */
  get text() {
    return this.file?.name ?? "";
  }

  /** @returns {{value: File} | {error: string}} */
  read() {
    const { file, label } = this;
    if (!file) return { error: `${label}: choose a file.` };
    if (file.size > MOST_BYTES) return { error: `${label} is too large: 10 MiB are the most.` };
    return { value: file };
  }

  /** @param {FileList} files one, as dropped */
  take(files) {
    this.input.files = files;
    this.#changed();
  }

  clear() {
    this.input.value = "";
    this.#changed();
    this.input.focus();
  }

  /** What a script puts in is not told by the browser. */
  #changed() {
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #show() {
    const { file, remove } = this;
    remove.hidden = !file;
    remove.setAttribute("aria-label", `Take ${this.text} away`);
    this.input.title = this.text;
    fill(this.chosen, file && spoken(`${file.name} is chosen, `), file && size(file.size));
  }
}

/**
 * Files dropped here go to a field instead of replacing the page.
 *
 * @param {HTMLElement} zone
 * @param {(target: Node, files: FileList) => void} take
 */
export function takeDrops(zone, take) {
  const marked = (/** @type {boolean} */ over) => zone.classList.toggle("is-dropped-on", over);
  zone.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    marked(true);
  });
  zone.addEventListener("dragleave", (event) => {
    if (!(event.relatedTarget instanceof Node && zone.contains(event.relatedTarget))) marked(false);
  });
  zone.addEventListener("drop", (event) => {
    marked(false);
    const files = event.dataTransfer?.files;
    if (!files?.length) return;
    event.preventDefault();
    take(/** @type {Node} */ (event.target), files);
  });
}

/**
 * The values as the sandbox is sent them: a file as its name and its bytes in base64.
 *
 * @param {import("./types.js").OptionValue[]} values
 * @returns {Promise<import("./types.js").OptionValue[]>}
 */
export function withContents(values) {
  return Promise.all(
    values.map(async (option) => {
      const { name, value } = option;
      if (!(value instanceof File)) return option;
      return { ...option, value: { filename: value.name, content: await base64(value, name) } };
    }),
  );
}

/** @param {File} file @param {string} option @returns {Promise<string>} */
function base64(file, option) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    // What comes before the comma is the kind of data.
    reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
    reader.onerror = () => reject(new Refused(`${file.name} cannot be read. Choose the file again.`, option));
    reader.readAsDataURL(file);
  });
}
