/**
 * The shapes that cross the wire, as far as the page reads them. Discord's own JSON where Discord has one.
 *
 * @typedef {{id: string, username: string, global_name: string | null, bot?: boolean, color?: string, online?: boolean}} User
 * @typedef {{id: string, name: string, topic?: string | null, can_send?: boolean}} Channel
 * @typedef {{id: string, name: string, has_bot: boolean, can_manage: boolean, channels: Channel[]}} Guild
 * @typedef {{id: string, recipient: User}} DirectChannel
 * @typedef {{name: string, value: string | number}} Choice
 * @typedef {{
 *   type: number, name: string, description: string, required?: boolean, choices?: Choice[], autocomplete?: boolean,
 *   options?: Option[], channel_types?: number[], min_value?: number, max_value?: number, min_length?: number,
 *   max_length?: number
 * }} Option
 * @typedef {{
 *   id: string, type?: number, name: string, description: string, options?: Option[], contexts?: number[] | null,
 *   dm_permission?: boolean, guild_id?: string
 * }} Command
 * @typedef {{filename: string, content: string}} Upload `content` in base64
 * @typedef {{name: string, type: number, value?: string | number | boolean | File | Upload, focused?: boolean, options?: OptionValue[]}} OptionValue
 * @typedef {{id: string, filename: string, size: number, url: string, content_type?: string, description?: string}} Attachment
 * @typedef {{name: string, value: string, inline?: boolean}} EmbedField
 * @typedef {{
 *   title?: string, description?: string, url?: string, color?: number, fields?: EmbedField[], timestamp?: string,
 *   footer?: {text: string}, author?: {name: string, url?: string}, image?: {url: string}, thumbnail?: {url: string}
 * }} Embed
 * @typedef {{
 *   label: string, value: string, description?: string, default?: boolean, emoji?: {name?: string, id?: string}
 * }} SelectOption
 * @typedef {{
 *   type: number, id?: number, custom_id?: string, components?: Component[], component?: Component,
 *   accessory?: Component, content?: string, label?: string, description?: string, style?: number, url?: string,
 *   disabled?: boolean, emoji?: {name?: string, id?: string}, options?: SelectOption[], placeholder?: string,
 *   min_values?: number, max_values?: number, min_length?: number, max_length?: number, required?: boolean,
 *   value?: string, accent_color?: number | null, spoiler?: boolean, divider?: boolean, spacing?: number,
 *   media?: {url: string}, items?: {media: {url: string}, description?: string}[], file?: {url: string}, name?: string,
 *   size?: number, channel_types?: number[], default_values?: {id: string, type: string}[]
 * }} Component
 * @typedef {{
 *   id: string, channel_id: string, author: User, content: string, timestamp: string, edited_timestamp?: string | null,
 *   flags?: number, type?: number, embeds?: Embed[], components?: Component[], attachments?: Attachment[],
 *   mentions?: User[], mention_everyone?: boolean, referenced_message?: Message | null,
 *   message_reference?: {message_id?: string},
 *   interaction?: {id: string, name: string, type: number, user: User},
 *   interaction_metadata?: {
 *     id: string, type: number, user: User, name?: string, interacted_message_id?: string,
 *     triggering_interaction_metadata?: {interacted_message_id?: string}
 *   }
 * }} Message
 * @typedef {{custom_id: string, title: string, components: Component[]}} ModalForm
 * @typedef {{
 *   me: User & {dms_closed?: boolean}, people: User[], bot: User, guilds: Guild[], dms: DirectChannel[], commands: Command[]
 * }} World
 *
 * The stage: faults to switch on, the clock of everything in the sandbox, YouTube's quota, and the guided tour.
 *
 * @typedef {{
 *   id: string, side: "discord" | "google" | "patreon", name: string, description: string, on: boolean, momentary?: boolean
 * }} Fault
 * @typedef {{now: string, ahead_seconds: number}} StageClock
 * @typedef {{used: number, left: number, resets_at: string}} Quota
 * @typedef {{
 *   id: string, title: string, hint: string, person: string, channel: string, command: string,
 *   done: boolean
 * }} Step
 * @typedef {{steps: Step[], dismissed: boolean}} Tour
 * @typedef {{faults: Fault[], clock: StageClock, quota: Quota, tour: Tour}} Stage
 * @typedef {{
 *   n: number, at: string, side: "discord" | "google" | "patreon", method: string, path: string, status: number, cost: number,
 *   note?: string
 * }} BotRequest
 */

/** Discord's numbers, by the names its documentation gives them. */
export const OptionType = {
  SUB_COMMAND: 1,
  SUB_COMMAND_GROUP: 2,
  STRING: 3,
  INTEGER: 4,
  BOOLEAN: 5,
  USER: 6,
  CHANNEL: 7,
  ROLE: 8,
  MENTIONABLE: 9,
  NUMBER: 10,
  ATTACHMENT: 11,
};

export const ComponentType = {
  ACTION_ROW: 1,
  BUTTON: 2,
  STRING_SELECT: 3,
  TEXT_INPUT: 4,
  USER_SELECT: 5,
  ROLE_SELECT: 6,
  MENTIONABLE_SELECT: 7,
  CHANNEL_SELECT: 8,
  SECTION: 9,
  TEXT_DISPLAY: 10,
  THUMBNAIL: 11,
  MEDIA_GALLERY: 12,
  FILE: 13,
  SEPARATOR: 14,
  CONTAINER: 17,
  LABEL: 18,
};

export const CommandType = { CHAT_INPUT: 1, USER: 2, MESSAGE: 3 };

export const MessageFlag = { EPHEMERAL: 64, LOADING: 128, COMPONENTS_V2: 32768 };

export const MessageType = { DEFAULT: 0, REPLY: 19, CHAT_INPUT_COMMAND: 20, CONTEXT_MENU_COMMAND: 23 };
