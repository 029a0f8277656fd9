/** A line above the messages while somebody waits to be read in a direct message: newcomers overlook a badge. */

import { avatar } from "./avatar.js";
import { fill, find, h, icon } from "./dom.js";
import { routeTo } from "./route.js";
import { nameOf } from "./store.js";

/** @param {import("./store.js").Store} store @param {() => import("./session.js").Session} session */
export function dmAlert(store, session) {
  const line = find("#dm-alert", HTMLElement);
  /** @type {Map<string, number>} how many unread ones of a channel were waved away */
  const waved = new Map();
  let shown = "";
  store.on(["world", "place", "unread"], draw);

  function draw() {
    const waiting = store.known.dms
      .map((dm) => ({ ...dm, count: session().unread.count(dm.id) }))
      .find(({ id, count }) => count > (waved.get(id) ?? 0) && id !== store.channelId);
    for (const { id } of store.known.dms) if (!session().unread.count(id)) waved.delete(id);
    const key = waiting ? `${store.known.me.id} ${waiting.id} ${waiting.count}` : "";
    if (key === shown) return;
    shown = key;
    line.hidden = !waiting;
    fill(line, waiting ? words(waiting) : null);
  }

  /** @param {{id: string, recipient: import("./types.js").User, count: number}} waiting */
  function words({ id, recipient, count }) {
    const sent = count > 1 ? `sent you ${count} direct messages` : "sent you a direct message";
    return [
      avatar(store.familiar(recipient), "small"),
      h("span", { class: "dm-alert-words" }, h("strong", {}, nameOf(recipient)), ` ${sent}.`),
      h("a", { class: "button dm-alert-go", href: routeTo(store.known.me.id, id) }, "Read it"),
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": "Not now",
          on: {
            click: () => {
              waved.set(id, count);
              draw();
            },
          },
        },
        icon("close"),
      ),
    ];
  }
}
