/**
 * Discord's markdown to a tree. The grammar is discord-markdown-parser's; here is what it lacks: lists, headings right
 * after a quote, quotes without a stray line break, and links that only ever lead to http(s).
 */

import { SimpleMarkdown, rules, rulesExtended } from "/sandbox/page/vendor/discord-markdown-parser/index.js";

/** @typedef {{type: string, content?: any, [key: string]: any}} Node */

const HEADING = /^(#{1,3}) +([^\n]+?)(?:\n|$)/;
const SUBTEXT = /^-# +([^\n]+?)(?:\n|$)/;
const QUOTE = /^>>> ?([\s\S]+)|^((?:> [^\n]*(?:\n|$)|>\n)+)/;
const LIST = /^(?: *(?:[*-]|\d{1,10}\.) +[^\n]+(?:\n|$)(?: {2,}(?! *(?:[*-]|\d{1,10}\.) )[^\n]+(?:\n|$))*)+/;
const LIST_ITEM = /^( *)([*-]|\d{1,10}\.) +([\s\S]*)$/;
const LINE_OF_ITEM = /^(?=\s*(?:[*-]|\d{1,10}\.) +\S)/m;

/** @param {any} state */
function atLineStart(state) {
  return state.prevCapture === null || state.prevCapture === undefined || state.prevCapture[0].endsWith("\n");
}

/** Parses a piece as if a line began there. @param {any} parse @param {string} source @param {any} state @param {object} [more] */
function parseLines(parse, source, state, more = {}) {
  return parse(source.replace(/\n$/, ""), { ...state, ...more, prevCapture: null });
}

const heading = {
  ...rules.heading,
  match: (/** @type {string} */ source, /** @type {any} */ state) => (atLineStart(state) ? HEADING.exec(source) : null),
  parse: (/** @type {any} */ capture, /** @type {any} */ parse, /** @type {any} */ state) => ({
    level: capture[1].length,
    content: parse(capture[2], state),
  }),
};

const subtext = {
  ...rules.subtext,
  match: (/** @type {string} */ source, /** @type {any} */ state) => (atLineStart(state) ? SUBTEXT.exec(source) : null),
};

const blockQuote = {
  ...rules.blockQuote,
  match: (/** @type {string} */ source, /** @type {any} */ state) =>
    atLineStart(state) && !state.inQuote ? QUOTE.exec(source) : null,
  parse: (/** @type {any} */ capture, /** @type {any} */ parse, /** @type {any} */ state) => {
    const inner = capture[1] ?? capture[2].replace(/^> ?/gm, "");
    return { content: parseLines(parse, inner, state, { inQuote: true }) };
  },
};

const list = {
  order: rules.heading.order,
  match: (/** @type {string} */ source, /** @type {any} */ state) => (atLineStart(state) ? LIST.exec(source) : null),
  parse: (/** @type {any} */ capture, /** @type {any} */ parse, /** @type {any} */ state) => {
    const items = capture[0].split(LINE_OF_ITEM).filter((/** @type {string} */ item) => item.trim());
    return {
      items: items.map((/** @type {string} */ item) => {
        const [, indent, bullet, text] = /** @type {RegExpExecArray} */ (LIST_ITEM.exec(item));
        return {
          depth: Math.floor(indent.length / 2),
          bullet,
          content: parseLines(parse, text.replace(/\n +/g, "\n"), state),
        };
      }),
    };
  },
};

const grammar = { ...rulesExtended, heading, subtext, blockQuote, list };
const parser = SimpleMarkdown.parserFor(grammar);

/** @param {string} source @returns {Node[]} */
export function parseMarkdown(source) {
  return parser(source, { inline: true, prevCapture: null });
}

/** Only these lead anywhere; `javascript:` and the like stay text. @param {string} target */
export function safeLink(target) {
  try {
    const url = new URL(target);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}
