/** Who one is and where, kept in the address, so that two tabs can be two people. */

/** @returns {{as: string, channel: string}} ids, or names as a person would type them */
export function readRoute() {
  const query = new URLSearchParams(location.hash.slice(1));
  return { as: query.get("as") ?? "", channel: query.get("channel") ?? "" };
}

/** @param {string} as @param {string} channel */
export function routeTo(as, channel) {
  return `#${new URLSearchParams(channel ? { as, channel } : { as })}`;
}

/** Puts the place into the address without a step in the tab's history. @param {string} as @param {string} channel */
export function writeRoute(as, channel) {
  history.replaceState(null, "", routeTo(as, channel));
}

/**
 * The id that a route's word means.
 *
 * @param {string} word an id or a name, with or without # and @
 * @param {{id: string, name: string}[]} among
 */
export function resolve(word, among) {
  const name = word.replace(/^[#@]/, "").toLowerCase();
  return among.find((one) => one.id === word) ?? among.find((one) => one.name.toLowerCase() === name);
}
