/** Discord's ids: numbers too large for JavaScript's, so strings, ordered by length and then by letter. */

/** @param {string} a @param {string} b @returns {number} below zero when `a` is older */
export function compareIds(a, b) {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : Number(a > b);
}
