/** One message, as an article. */

import { attachmentView } from "./attachment-view.js";
import { avatar, botTag } from "./avatar.js";
import { componentViews } from "./component-view.js";
import { freshId, h, icon, spoken } from "./dom.js";
import { embedView } from "./embed-view.js";
import { markdown, onlyEmoji, plainText } from "./markdown-view.js";
import { nameOf } from "./store.js";
import { fullTime, sentAt, shortTime } from "./time.js";
import { MessageFlag, MessageType } from "./types.js";

/**
 * @typedef {import("./types.js").Message} Message
 * @typedef {{
 *   store: import("./store.js").Store,
 *   pressed: (message: Message) => import("./interactions.js").Pending[],
 *   use: (message: Message, customId: string, values?: string[]) => void,
 *   openMenu: (message: Message, anchor: HTMLElement, at?: {x: number, y: number}) => void,
 *   dismiss: (message: Message) => void
 * }} MessageActions
 */

const REPLY_LENGTH = 90;

/**
 * @param {Message} message
 * @param {MessageActions} actions
 * @param {boolean} compact follows another of the same author: no avatar, no name
 */
export function messageView(message, actions, compact) {
  const { store } = actions;
  const author = store.familiar(message.author);
  const around = { store, pings: Boolean(message.mention_everyone) };
  const named = freshId("author");
  const sent = freshId("sent");
  const ephemeral = Boolean((message.flags ?? 0) & MessageFlag.EPHEMERAL);
  const article = h(
    "article",
    {
      class: classes(message, store, compact),
      tabindex: "-1",
      "data-message-id": message.id,
      "aria-labelledby": `${named} ${sent}`,
      on: { contextmenu: (event) => contextMenu(event) },
    },
    compact ? null : header(message, around),
    h(
      "div",
      { class: "gutter" },
      compact
        ? h("time", { class: "side-time", datetime: message.timestamp }, shortTime(message.timestamp))
        : avatar(author, "medium"),
    ),
    h(
      "div",
      { class: "message-main" },
      h(
        "p",
        { class: compact ? "spoken" : "byline" },
        h("span", { class: "author", id: named }, nameOf(author)),
        botTag(author),
        " ",
        h(
          "time",
          { id: sent, class: "sent", datetime: message.timestamp, title: fullTime(message.timestamp) },
          sentAt(message.timestamp),
        ),
      ),
      h("div", { class: "body" }, content(message, actions, around)),
      failures(message, actions),
      ephemeral && privacyNote(message, actions),
    ),
    h("div", { class: "message-tools" }, menuButton()),
  );
  return article;

  function menuButton() {
    const button = h(
      "button",
      {
        type: "button",
        class: "icon-button more",
        tabindex: "-1",
        "aria-label": "More",
        "aria-haspopup": "menu",
        on: { click: () => actions.openMenu(message, button) },
      },
      icon("dots"),
    );
    return button;
  }

  /** @param {MouseEvent} event */
  function contextMenu(event) {
    const target = /** @type {Element} */ (event.target);
    if (target.closest("a, input, textarea") || String(getSelection())) return;
    event.preventDefault();
    const keyboard = event.clientX === 0 && event.clientY === 0;
    actions.openMenu(message, article, keyboard ? undefined : { x: event.clientX, y: event.clientY });
  }
}

/** @param {Message} message @param {import("./store.js").Store} store @param {boolean} compact */
function classes(message, store, compact) {
  const me = store.known.me.id;
  const pinged = message.mention_everyone || message.mentions?.some(({ id }) => id === me);
  const flags = message.flags ?? 0;
  return ["message", compact && "is-compact", pinged && "is-ping", flags & MessageFlag.EPHEMERAL && "is-ephemeral"]
    .filter(Boolean)
    .join(" ");
}

/** The message that this one replies to, or whose button or menu it answers. @param {Message} message */
export function answeredMessage({ id, type, message_reference: reference, interaction_metadata: asked }) {
  const pressed = asked?.interacted_message_id ?? asked?.triggering_interaction_metadata?.interacted_message_id;
  const answered = type === MessageType.REPLY ? reference?.message_id : pressed;
  return answered === id ? undefined : answered;
}

/** What this message answers: a command or another message. @param {Message} message @param {import("./markdown-view.js").Surroundings} around */
function header(message, around) {
  const asked = message.interaction_metadata ?? message.interaction;
  const name = message.interaction_metadata?.name ?? message.interaction?.name;
  if (
    asked &&
    name &&
    (message.type === MessageType.CHAT_INPUT_COMMAND || message.type === MessageType.CONTEXT_MENU_COMMAND)
  ) {
    const command = message.type === MessageType.CHAT_INPUT_COMMAND ? `/${name}` : name;
    return usedCommand(around.store.familiar(asked.user), command);
  }
  const id = answeredMessage(message);
  if (!id) return null;
  const original = around.store.messages.find((one) => one.id === id) ?? message.referenced_message;
  return h(
    "p",
    { class: "message-head" },
    spoken("Reply to "),
    original ? repliedTo(original, around) : h("em", {}, "Original message was deleted"),
  );
}

/** @param {import("./types.js").User} user @param {string} command */
export function usedCommand(user, command) {
  return h(
    "p",
    { class: "message-head" },
    avatar(user, "small"),
    h("strong", {}, nameOf(user)),
    " used ",
    h("span", { class: "command-name" }, command),
  );
}

/** @param {Message} original @param {import("./markdown-view.js").Surroundings} around */
function repliedTo(original, around) {
  const author = around.store.familiar(original.author);
  return [
    avatar(author, "small"),
    h("strong", {}, nameOf(author)),
    botTag(author),
    " ",
    h(
      "button",
      { type: "button", class: "reply-words", on: { click: () => showMessage(original.id) } },
      previewWords(original, around).slice(0, REPLY_LENGTH),
    ),
  ];
}

/** @param {Message} message @param {import("./markdown-view.js").Surroundings} around */
function previewWords({ content: words, embeds, components }, around) {
  const [embed] = embeds ?? [];
  const written = words || embed?.title || embed?.description || firstText(components ?? []);
  return written ? plainText(written, around).split("\n")[0] : "Click to see attachment";
}

/** The first text among components v2. @param {import("./types.js").Component[]} components @returns {string} */
function firstText(components) {
  for (const { content: words, components: inner } of components) {
    const found = words || firstText(inner ?? []);
    if (found) return found.replace(/^#+ /, "");
  }
  return "";
}

/** Goes to a message and lets it shine for a moment. @param {string} id */
function showMessage(id) {
  const article = document.querySelector(`[data-message-id="${id}"]`);
  if (!(article instanceof HTMLElement)) return;
  article.scrollIntoView({ block: "center" });
  article.focus({ preventScroll: true });
  article.classList.remove("is-shown");
  requestAnimationFrame(() => article.classList.add("is-shown"));
}

/** @param {Message} message @param {MessageActions} actions @param {import("./markdown-view.js").Surroundings} around */
function content(message, actions, around) {
  if ((message.flags ?? 0) & MessageFlag.LOADING) {
    return h(
      "p",
      { class: "thinking" },
      h("span", { class: "dots", "aria-hidden": "true" }),
      `${nameOf(message.author)} is thinking…`,
    );
  }
  const busy = new Set(
    actions
      .pressed(message)
      .filter(({ status }) => status === "sent")
      .map(({ customId }) => customId ?? ""),
  );
  const used = (/** @type {string} */ customId, /** @type {string[] | undefined} */ values) =>
    actions.use(message, customId, values);
  const v2 = Boolean((message.flags ?? 0) & MessageFlag.COMPONENTS_V2);
  return [
    message.content &&
      h(
        "div",
        { class: onlyEmoji(message.content) ? "text is-jumbo" : "text" },
        markdown(message.content, around),
        edited(message),
      ),
    message.embeds?.map((embed) => embedView(embed, around)),
    // In components v2 a file stands where its component puts it.
    v2 ? null : message.attachments?.map(attachmentView),
    message.components?.length
      ? h("div", { class: "components" }, componentViews(message.components, { ...around, message, busy, use: used }))
      : null,
    message.content ? null : edited(message),
  ].flat();
}

/** @param {Message} message */
function edited(message) {
  if (!message.edited_timestamp) return null;
  return h("span", { class: "edited", title: fullTime(message.edited_timestamp) }, " (edited)");
}

/** @param {Message} message @param {MessageActions} actions */
function failures(message, actions) {
  const failed = actions.pressed(message).find(({ status }) => status === "failed");
  return failed ? h("p", { class: "failure", role: "alert" }, failed.reason) : null;
}

/** @param {Message} message @param {MessageActions} actions */
function privacyNote(message, actions) {
  return h(
    "p",
    { class: "privacy-note" },
    icon("eye"),
    "Only you can see this • ",
    h(
      "button",
      { type: "button", class: "text-button", on: { click: () => actions.dismiss(message) } },
      "Dismiss message",
    ),
  );
}
