/** Keys that work wherever one is: typing goes to the message field, F6 from region to region. */

const REGIONS = [".sandbox-line", "#rail", "#side .sidebar", "#tour", ".place-head", "#log", ".composer-area", "#members-side", "#stage"];
const FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), [tabindex="0"]';
const TAKES_KEYS = "input, textarea, select, button, a, [contenteditable], [role=menu], [role=combobox], [role=button], dialog";

/** @param {import("./composer.js").Composer} composer */
export function keysAnywhere(composer) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open], .popup")) return;
    if (event.key === "F6") return stepRegion(event);
    const idle = !document.activeElement?.closest(TAKES_KEYS);
    // The letter itself is typed by the browser, into whatever has the focus once this is over.
    if (idle && writes(event)) composer.focus();
    if (event.key === "Escape" && (idle || document.activeElement?.closest("#log"))) composer.focus();
  });
}

/** @param {KeyboardEvent} event */
function writes({ key, ctrlKey, metaKey, altKey, isComposing }) {
  if (isComposing || altKey) return false;
  if (ctrlKey || metaKey) return key === "v";
  return [...key].length === 1 && key !== " ";
}

/** @param {KeyboardEvent} event with Shift backwards */
function stepRegion(event) {
  event.preventDefault();
  const regions = REGIONS.map((name) => document.querySelector(name)).filter(
    (region) => region instanceof HTMLElement && region.checkVisibility({ visibilityProperty: true }) && !region.closest("[inert]"),
  );
  const here = regions.findIndex((region) => region?.contains(document.activeElement));
  const step = event.shiftKey ? -1 : 1;
  for (let turn = 1; turn <= regions.length; turn += 1) {
    const from = here < 0 && step < 0 ? 0 : here;
    const region = regions.at((from + turn * step) % regions.length);
    const first = region && firstIn(region);
    if (first) return first.focus();
  }
}

/** @param {Element} region @returns {HTMLElement | undefined} */
function firstIn(region) {
  const candidates = /** @type {HTMLElement[]} */ ([...region.querySelectorAll(FOCUSABLE)]);
  const seen = candidates.filter((one) => one.checkVisibility({ visibilityProperty: true }));
  // Among messages the newest is where one reads on.
  return region.id === "log" ? (seen.find((one) => one.matches("article")) ?? seen[0]) : seen[0];
}
