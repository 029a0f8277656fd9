/** From what a person wrote for an option to what Discord is sent, or to what is wrong with it. */

import { OptionType } from "./types.js";
import { nameOf } from "./store.js";

/**
 * @typedef {import("./types.js").Option} Option
 * @typedef {{label: string, value: string | number | boolean, hint?: string}} Item
 */

const DISCORD_TYPE = { text: 0, dm: 1 };

/**
 * The fixed list an option is chosen from; null when anything may be typed.
 *
 * @param {Option} option
 * @param {import("./store.js").Store} store
 * @returns {Item[] | null}
 */
export function itemsFor(option, store) {
  if (option.choices?.length) return option.choices.map(({ name, value }) => ({ label: name, value }));
  switch (option.type) {
    case OptionType.BOOLEAN:
      return [
        { label: "True", value: true },
        { label: "False", value: false },
      ];
    case OptionType.CHANNEL:
      return channelItems(store, option.channel_types);
    case OptionType.USER:
    case OptionType.MENTIONABLE:
      return userItems(store);
    default:
      return null;
  }
}

/** @param {import("./store.js").Store} store @param {number[]} [types] Discord's channel types @returns {Item[]} */
export function channelItems(store, types) {
  if (types?.length && !types.includes(DISCORD_TYPE.text)) return [];
  const here = store.place?.guild;
  const guilds = here ? [here] : store.known.guilds;
  return guilds.flatMap((guild) => guild.channels.map(({ id, name }) => ({ label: `#${name}`, value: id })));
}

/** @param {import("./store.js").Store} store @returns {Item[]} */
export function userItems(store) {
  return [...store.known.people, store.known.bot].map((user) => ({
    label: nameOf(user),
    value: user.id,
    hint: user.username,
  }));
}

/** @param {Item[]} items @param {string} text @returns {Item | undefined} */
export function itemNamed(items, text) {
  const wanted = text.replace(/^<[#@]!?(\d+)>$/, "$1").toLowerCase();
  const bare = wanted.replace(/^[#@]/, "");
  return items.find(
    ({ label, value, hint }) =>
      label.toLowerCase() === wanted ||
      label.toLowerCase().replace(/^#/, "") === bare ||
      String(value).toLowerCase() === wanted ||
      hint?.toLowerCase() === bare,
  );
}

/**
 * @param {Option} option
 * @param {string} text
 * @param {Item[] | null} items the fixed list, if there is one
 * @returns {{value: string | number | boolean} | {error: string}}
 */
export function readValue(option, text, items) {
  if (items) {
    const item = itemNamed(items, text);
    return item ? { value: item.value } : { error: `${option.name}: choose one of the list.` };
  }
  if (option.type === OptionType.INTEGER || option.type === OptionType.NUMBER) return readNumber(option, text);
  return readText(option, text);
}

/** @param {Option} option @param {string} text @returns {{value: number} | {error: string}} */
function readNumber(option, text) {
  const number = Number(text);
  const whole = option.type === OptionType.INTEGER;
  if (!text.trim() || Number.isNaN(number) || (whole && !Number.isInteger(number))) {
    return { error: `${option.name} has to be a ${whole ? "whole " : ""}number.` };
  }
  if (option.min_value !== undefined && number < option.min_value) {
    return { error: `${option.name} has to be ${option.min_value} or more.` };
  }
  if (option.max_value !== undefined && number > option.max_value) {
    return { error: `${option.name} has to be ${option.max_value} or less.` };
  }
  return { value: number };
}

/** @param {Option} option @param {string} text @returns {{value: string} | {error: string}} */
function readText(option, text) {
  const { name, min_length: least, max_length: most } = option;
  if (least && text.length < least) return { error: `${name} needs at least ${least} characters.` };
  if (most && text.length > most) return { error: `${name} may have at most ${most} characters.` };
  return { value: text };
}
