/** Slash commands as a person picks them: each subcommand is one entry, `/credits schedule`. */

import { CommandType, OptionType } from "./types.js";

/**
 * @typedef {import("./types.js").Command} Command
 * @typedef {import("./types.js").Option} Option
 * @typedef {import("./types.js").OptionValue} OptionValue
 * @typedef {import("./store.js").Place} Place
 * @typedef {{
 *   command: Command, name: string, description: string, options: Option[],
 *   wrap: (values: OptionValue[]) => OptionValue[]
 * }} Leaf one command that can be run; `wrap` nests its options as Discord sends them
 */

const CONTEXT_GUILD = 0;
const CONTEXT_BOT_DM = 1;

/** @param {Command} command @param {Place | undefined} place */
function usable(command, place) {
  const direct = !place?.guild;
  if (command.guild_id && command.guild_id !== place?.guild?.id) return false;
  if (command.contexts) return command.contexts.includes(direct ? CONTEXT_BOT_DM : CONTEXT_GUILD);
  return !direct || command.dm_permission !== false;
}

/** @param {Command[]} commands @param {Place | undefined} place @returns {Leaf[]} by name */
export function leaves(commands, place) {
  return commands
    .filter((command) => (command.type ?? CommandType.CHAT_INPUT) === CommandType.CHAT_INPUT && usable(command, place))
    .flatMap((command) => flatten(command, command, command.name, (values) => values))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * @param {Command} command
 * @param {{description: string, options?: Option[]}} node the command itself, a group or a subcommand
 * @param {string} name
 * @param {(values: OptionValue[]) => OptionValue[]} wrap
 * @returns {Leaf[]}
 */
function flatten(command, node, name, wrap) {
  const branches = (node.options ?? []).filter(({ type }) => type <= OptionType.SUB_COMMAND_GROUP);
  if (!branches.length) return [{ command, name, description: node.description, options: node.options ?? [], wrap }];
  return branches.flatMap((branch) =>
    flatten(command, branch, `${name} ${branch.name}`, (values) =>
      wrap([{ name: branch.name, type: branch.type, options: values }]),
    ),
  );
}

/** @param {Command[]} commands @param {Place | undefined} place @returns {Command[]} the entries of a message's menu */
export function messageCommands(commands, place) {
  return commands.filter((command) => command.type === CommandType.MESSAGE && usable(command, place));
}

/** @param {Leaf[]} among @param {string} text what follows the slash @returns {Leaf[]} best first */
export function search(among, text) {
  const words = text.toLowerCase().trim().split(/\s+/);
  const found = among.filter(({ name }) => words.every((word) => name.includes(word)));
  const starts = found.filter(({ name }) => name.startsWith(text.toLowerCase()));
  return [...starts, ...found.filter((leaf) => !starts.includes(leaf))];
}

/** @param {Leaf[]} among @param {string} text @returns {Leaf | undefined} the longest command that the text begins with */
export function named(among, text) {
  return among
    .filter(({ name }) => text === name || text.startsWith(`${name} `))
    .sort((a, b) => b.name.length - a.name.length)[0];
}

/** @param {Leaf} leaf */
export function required(leaf) {
  return leaf.options.filter((option) => option.required);
}

/**
 * The options in a typed line: `channel:#credits when:* * * * *`. A value ends where the next known option begins; text
 * before the first one belongs to the first option.
 *
 * @param {Leaf} leaf
 * @param {string} rest the line after the command's name
 * @returns {Map<string, string>} option name → text
 */
export function typedOptions(leaf, rest) {
  /** @type {Map<string, string>} */
  const values = new Map();
  const names = leaf.options.map(({ name }) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (!names.length) return values;
  const pieces = rest.trim().split(new RegExp(`(?:^|\\s+)(${names.join("|")}):\\s*`, "u"));
  const [loose, ...pairs] = pieces;
  if (loose.trim()) values.set(leaf.options[0].name, loose.trim());
  for (let at = 0; at < pairs.length; at += 2) values.set(pairs[at], pairs[at + 1].trim());
  return values;
}
