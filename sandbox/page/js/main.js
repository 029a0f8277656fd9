/** Puts the page together, and starts a new session whenever the address names another person. */

import { keysAnywhere } from "./anywhere.js";
import { Api } from "./api.js";
import { applyAppearance } from "./appearance.js";
import { Composer } from "./composer.js";
import { dmAlert } from "./dm-alert.js";
import { find } from "./dom.js";
import { Members } from "./members.js";
import { messageMenu } from "./message-menu.js";
import { Modal } from "./modal.js";
import { readRoute, resolve } from "./route.js";
import { Session } from "./session.js";
import { header } from "./header.js";
import { Sidebar } from "./sidebar.js";
import { StageKeeper } from "./stage.js";
import { StagePanel } from "./stage-panel.js";
import { nameOf, Store } from "./store.js";
import { Timeline } from "./timeline.js";
import { keepRelativeTimesFresh } from "./time.js";
import { TourCard } from "./tour.js";
import { TourGuide } from "./tour-guide.js";

const RETRY_MS = 1000;
const NOTICE_MS = 4000;

applyAppearance();
const store = new Store();
const stage = new StageKeeper(store);
/** @type {Session} */
let session;
const current = () => session;
const status = find("#status", HTMLElement);
const notice = find("#notice", HTMLElement);
/** @type {ReturnType<typeof setTimeout> | undefined} */
let noticeTimer;

/** Says something small that goes away again. @param {string} words */
function announce(words) {
  notice.textContent = words;
  notice.hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => {
    notice.hidden = true;
  }, NOTICE_MS);
}

/** Tells of what the server refused. @param {Promise<unknown>} doing */
function trying(doing) {
  doing.catch((error) => announce(error.message));
}

function describeStatus() {
  const bot = store.world?.bot;
  const offline = bot && !bot.online ? `${nameOf(bot)} is offline: commands get no answer until it is started.` : "";
  status.textContent = store.connected ? offline : "The sandbox does not answer. Reconnecting…";
  status.hidden = !status.textContent;
}

const modal = new Modal(store, current);
const composer = new Composer(store, current);
new Sidebar(store, current, trying);
new Members(store, {
  message: () => trying(session.openDm()),
  toggle: () => trying(session.toggleBot()),
});
header(store);
new Timeline(store, current, {
  store,
  pressed: (message) => session.interactions.on(message.id),
  use: (message, customId, values) => trying(session.useComponent(message, customId, values)),
  dismiss: (message) => trying(session.dismiss(message)),
  openMenu: messageMenu(store, (command, message) => trying(session.runMessageCommand(command, message)), announce),
});
dmAlert(store, current);
const panel = new StagePanel(store, stage, trying, announce);
const guide = new TourGuide(store, composer, () => panel.open());
new TourCard(store, {
  guide: (step) => guide.go(step),
  dismiss: (dismissed) => trying(stage.dismissTour(dismissed)),
  announce,
});
store.on(["world", "connection"], describeStatus);

document.addEventListener("visibilitychange", () => session?.returned());
document.addEventListener("click", (event) => {
  const mention = /** @type {Element} */ (event.target).closest("[data-command]");
  if (mention) composer.chooseNamed(mention.getAttribute("data-command") ?? "");
});
find("#skip", HTMLElement).addEventListener("click", (event) => {
  event.preventDefault();
  composer.focus();
});
addEventListener("hashchange", () => void follow());
keysAnywhere(composer);
keepRelativeTimesFresh();

/** Goes where the address points: another place, or another person altogether. */
async function follow() {
  const route = readRoute();
  if (session && store.world && (!route.as || isMe(route.as))) return session.goTo(route.channel);
  await become(route);
}

/** @param {string} as */
function isMe(as) {
  return Boolean(resolve(as, [{ ...store.known.me, name: store.known.me.username }]));
}

/** @param {{as: string, channel: string}} route */
async function become(route) {
  session?.end();
  modal.close();
  store.world = null;
  store.channelId = "";
  const mine = new Session(store, route, (event) => modal.open(event), stage);
  session = mine;
  const person = await whoIs(route.as);
  if (session === mine) mine.begin(person);
}

/** The id of the person whom the address names; the sandbox's first when it names nobody. @param {string} as @returns {Promise<string>} */
async function whoIs(as) {
  try {
    const { people, me } = await new Api("").state();
    return (
      resolve(
        as,
        people.map(({ id, username }) => ({ id, name: username })),
      ) ?? me
    ).id;
  } catch {
    await new Promise((done) => setTimeout(done, RETRY_MS));
    return whoIs(as);
  }
}

void follow();
