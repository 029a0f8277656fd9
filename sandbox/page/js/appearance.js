/** Dark or light: as this machine has it, unless one chose. Kept in the browser. */

const KEY = "curtain-call-sandbox.appearance";

/** @typedef {"" | "dark" | "light"} Appearance empty: the same as this machine */

/** @type {[Appearance, string][]} */
export const APPEARANCES = [
  ["", "Same as this machine"],
  ["dark", "Dark"],
  ["light", "Light"],
];

/** @returns {Appearance} */
export function appearance() {
  const kept = localStorage.getItem(KEY);
  return kept === "dark" || kept === "light" ? kept : "";
}

/** @param {Appearance} chosen */
export function choose(chosen) {
  if (chosen) localStorage.setItem(KEY, chosen);
  else localStorage.removeItem(KEY);
  applyAppearance();
}

export function applyAppearance() {
  document.documentElement.dataset.appearance = appearance();
}
