/** What one can do with a message: the bot's message commands, and copying. */

import { messageCommands } from "./commands.js";
import { openMenu } from "./menu.js";
import { MessageFlag } from "./types.js";

/** @typedef {import("./types.js").Message} Message */

/**
 * @param {import("./store.js").Store} store
 * @param {(command: import("./types.js").Command, message: Message) => void} run
 * @param {(words: string) => void} announce
 * @returns {(message: Message, anchor: HTMLElement, at?: {x: number, y: number}) => void}
 */
export function messageMenu(store, run, announce) {
  /** @param {string} words @param {string} done */
  const copy = (words, done) =>
    void navigator.clipboard.writeText(words).then(
      () => announce(done),
      () => announce("Copying is not allowed here."),
    );
  return (message, anchor, at) => {
    // Discord keeps apps away from messages that only one person sees.
    const ephemeral = (message.flags ?? 0) & MessageFlag.EPHEMERAL;
    const commands = ephemeral ? [] : messageCommands(store.known.commands, store.place);
    const apps = commands.map((command) => ({ label: command.name, group: "Apps", run: () => run(command, message) }));
    openMenu(
      anchor,
      "Message",
      [
        ...apps,
        { label: "Copy Text", group: "Message", run: () => copy(textOf(message), "Text copied.") },
        { label: "Copy Message ID", run: () => copy(message.id, "Message ID copied.") },
      ],
      { at, align: at ? "start" : "end" },
    );
  };
}

/** @param {Message} message */
function textOf(message) {
  return (
    message.content ||
    (message.embeds ?? []).map(({ title, description }) => [title, description].filter(Boolean).join("\n")).join("\n\n")
  );
}
