/** The bar above the messages, and the button that opens the sidebar on a phone. */

import { fill, find, icon, setAttribute } from "./dom.js";

/** @param {import("./store.js").Store} store */
export function header(store) {
  const name = find("#place-name", HTMLElement);
  const topic = find("#place-topic", HTMLElement);
  const opener = find("#open-sidebar", HTMLButtonElement);
  const close = () => {
    document.body.classList.remove("is-sidebar-open");
    setAttribute(opener, "aria-expanded", "false");
  };
  opener.addEventListener("click", () => {
    const open = document.body.classList.toggle("is-sidebar-open");
    setAttribute(opener, "aria-expanded", String(open));
    if (open) find("#channels a, #channels button", HTMLElement).focus();
  });
  find("#veil", HTMLElement).addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.body.classList.contains("is-sidebar-open")) return;
    close();
    opener.focus();
  });
  store.on(["world", "place"], () => {
    const { place } = store;
    fill(name, icon(place?.recipient ? "chat" : "hash"), place?.name ?? "Nowhere");
    topic.textContent = place?.topic ?? "";
  });
  store.on(["place"], close);
}
