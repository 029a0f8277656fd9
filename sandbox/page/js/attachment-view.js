/** Files: to take away, with a look at the first lines of text. */

import { h, icon } from "./dom.js";
import { safeLink } from "./markdown.js";
import { picture } from "./embed-view.js";

/** @typedef {import("./types.js").Attachment} Attachment */

const TEXT = /\.(txt|csv|md|json|srt|log)$/i;
const IMAGE = /\.(png|jpe?g|gif|webp|svg)$/i;
const PREVIEW_BYTES = 4096;
const PREVIEW_LINES = 12;

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(2)} KB` : `${(bytes / 1e6).toFixed(2)} MB`;
}

/** The sandbox serves its files itself, whatever name of this machine the message gives. @param {string} url */
function here(url) {
  const address = new URL(url, location.href);
  return address.port === location.port ? `${location.origin}${address.pathname}${address.search}` : address.href;
}

/** @param {Attachment} attachment */
export function attachmentView(attachment) {
  const { filename, description } = attachment;
  const url = here(attachment.url);
  if (!safeLink(url)) return null;
  const link = h("a", { class: "file-name", href: url, download: filename }, filename);
  return h(
    "figure",
    { class: "attachment" },
    IMAGE.test(filename) && picture(url, "attachment-image", description ?? filename),
    h(
      "figcaption",
      { class: "file" },
      icon("file"),
      h("span", {}, link, h("span", { class: "file-size" }, size(attachment.size))),
    ),
    TEXT.test(filename) && preview(url, filename),
  );
}

/** @param {string} url @param {string} filename */
function preview(url, filename) {
  const text = h("pre", { class: "file-preview", tabindex: "0", "aria-label": `First lines of ${filename}` });
  void firstBytes(url)
    .then(({ words, more }) => {
      const lines = words.split("\n");
      text.textContent = lines.slice(0, PREVIEW_LINES).join("\n").trimEnd();
      if (more || lines.length > PREVIEW_LINES) text.append("\n…");
      text.dispatchEvent(new Event("grown", { bubbles: true }));
    })
    .catch(() => text.remove());
  return text;
}

/** @param {string} url @returns {Promise<{words: string, more: boolean}>} */
async function firstBytes(url) {
  const response = await fetch(url);
  const reader = response.ok ? response.body?.getReader() : undefined;
  if (!reader) throw new Error("no preview");
  const decoder = new TextDecoder();
  let words = "";
  for (;;) {
    const { done, value } = await reader.read();
    words += decoder.decode(value, { stream: !done });
    if (done) return { words, more: false };
    if (words.length >= PREVIEW_BYTES) {
      await reader.cancel();
      return { words, more: true };
    }
  }
}
