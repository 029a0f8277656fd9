// The credits as they roll, and as they change. The names stand in the page already; what comes later comes as JSON.
// Nothing here makes markup out of text: the page's policy forbids it, and names are anybody's.
"use strict";

(() => {
  const AHEAD_SECONDS = 1.5; // how long before it comes into view a block is made
  const ROWS_A_BLOCK = 8;
  const PAUSE_BETWEEN_ROUNDS = 0.5; // of the window's height
  const FIRST_PAUSE_MS = 5000;
  const LONGEST_PAUSE_MS = 60000;
  const CONTROLS_STAY_MS = 3000;
  const COLUMN_EMS = 12; // these three as in credits.css
  const GAP_EMS = 1.2;
  const EDGE_EMS = 1;
  const FRAMES_A_SECOND = 60;

  const root = document.documentElement;
  const title = document.getElementById("title");
  const list = document.getElementById("names");
  const stage = document.getElementById("roll");
  const controls = document.getElementById("controls");
  const pauseButton = document.getElementById("pause");
  const listButton = document.getElementById("as-list");
  const inObs = "obsstudio" in window;

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) {
      made.dir = "auto";
      made.textContent = text;
    }
    return made;
  }

  function item(group, index) {
    const made = element("li");
    made.dir = "auto";
    const name = document.createElement("bdi");
    name.textContent = group.names[index];
    made.append(name);
    if (group.notes.length) made.append(" ", element("small", "", group.notes[index]));
    return made;
  }

  // What is shown: {lead, groups: [{heading, names, notes}], closing}.

  function read() {
    const text = (node) => (node ? node.textContent : "");
    return {
      lead: text(list.querySelector(".lead")),
      groups: [...list.querySelectorAll("section")].map((section) => ({
        heading: text(section.querySelector("h2")),
        names: [...section.querySelectorAll("bdi")].map(text),
        notes: [...section.querySelectorAll("small")].map(text),
      })),
      closing: [...list.querySelectorAll(".closing")].map(text),
    };
  }

  function parsed(json) {
    const names = JSON.parse(json);
    for (const group of names.groups) group.notes ??= [];
    return names;
  }

  function writeList(names) {
    const made = document.createDocumentFragment();
    if (names.lead) made.append(element("p", "lead", names.lead));
    for (const group of names.groups) {
      const section = element("section");
      if (group.heading) section.append(element("h2", "", group.heading));
      const items = element("ul");
      group.names.forEach((_, index) => items.append(item(group, index)));
      section.append(items);
      made.append(section);
    }
    for (const line of names.closing) made.append(element("p", "closing", line));
    list.replaceChildren(made);
  }

  // The roll: a train of blocks, each moved by the compositor alone. Only those near the window are in the document.
  // A place is {group, index}: group -1 is the opening, the number of groups the closing.

  class Roll {
    constructor() {
      this.blocks = [];
      this.timer = 0;
      this.paused = false;
      this.round = 0; // how high is what was put there of this round
    }

    start(names, look) {
      this.stop();
      this.names = names;
      this.look = look;
      this.paused = false;
      this.fill({ group: -1, index: 0 }, innerHeight);
    }

    stop() {
      clearTimeout(this.timer);
      for (const block of this.blocks) block.moving.cancel();
      this.blocks = [];
      stage.replaceChildren();
    }

    // Take on other names or another look where it stands: what is in view stays where it is.
    change(names, look) {
      // One that comes once and has come does not begin anew.
      const over = this.blocks.every((block) => !block.next && this.top(block) + block.height <= 0);
      if (over && !look.loop) {
        this.names = names;
        this.look = look;
        return;
      }
      const now = document.timeline.currentTime;
      const anchor = this.blocks.find((block) => this.top(block) + block.height > 0);
      const before = this.names;
      const paused = this.paused;
      const y = anchor ? this.top(anchor) : innerHeight;
      const place = anchor ? placeIn(before, anchor.place, names) : { group: -1, index: 0 };
      const phase = anchor && look.speed === this.look.speed ? this.phase(anchor) : 0;
      const passed = this.blocks;
      this.blocks = [];
      this.round = 0;
      this.names = names;
      this.look = look;
      this.fill(place, this.whole(y), now - phase);
      for (const block of passed) {
        block.moving.cancel();
        block.node.remove();
      }
      if (!paused) return;
      this.pause();
      for (const block of this.blocks) block.moving.currentTime = phase;
    }

    pause() {
      this.paused = true;
      clearTimeout(this.timer);
      for (const block of this.blocks) block.moving.pause();
    }

    resume() {
      this.paused = false;
      const now = document.timeline.currentTime;
      // Not play(): each would begin when it is ready, and they would no longer fit together.
      for (const block of this.blocks) block.moving.startTime = now - block.moving.currentTime;
      this.fill();
    }

    // The screen's own pixels are what it moves by, in pixels of CSS; 0 for a motion without steps.
    //
    // From a pixel a frame on, whole pixels look no less smooth, letters stay sharp, and where no graphics card helps it
    // takes half the work: what lies between pixels is mixed anew for each frame. Slower than that, steps would show.
    get step() {
      const pixel = 1 / devicePixelRatio;
      return this.look.speed >= FRAMES_A_SECOND * pixel ? pixel : 0;
    }

    whole(length) {
      return this.step ? Math.round(length / this.step) * this.step : length;
    }

    // How far a block has moved, and how long ago it was there: all blocks take their steps at the same moments.
    moved(block) {
      const far = (block.moving.currentTime / 1000) * this.look.speed;
      return this.step ? Math.floor(far / this.step + 0.001) * this.step : far;
    }

    phase(block) {
      return Math.max(0, block.moving.currentTime - (this.moved(block) / this.look.speed) * 1000);
    }

    top(block) {
      return block.from - this.moved(block);
    }

    // Put blocks behind the last one until enough is below the window, then come back in time for the next.
    fill(place, y, now = document.timeline.currentTime) {
      const last = this.blocks.at(-1);
      this.blocks = this.blocks.filter((block) => block === last || block.moving.playState !== "finished");
      let next = place ?? (last && last.next);
      let below = y ?? (last ? this.top(last) + last.height : innerHeight);
      let start = !place && last ? now - this.phase(last) : now;
      const enough = innerHeight + AHEAD_SECONDS * this.look.speed;
      // After a long time in the background everything has passed: it goes on from below the window.
      if (!place && below <= 0) [below, start] = [innerHeight, now];
      while (next && below < enough) {
        const block = this.block(next, below, start);
        this.blocks.push(block);
        next = block.next;
        below += block.height;
      }
      if (!next) return;
      const wait = ((below - enough) / this.look.speed) * 1000;
      this.timer = setTimeout(() => this.fill(), Math.max(wait, 50));
    }

    block(place, y, start) {
      const node = element("div", "block");
      if (place.group < 0) this.round = 0;
      const next = this.write(node, place);
      stage.append(node);
      // A blank distance between two rounds is a block, too: it is as high as its padding.
      const height = this.whole(node.getBoundingClientRect().height + this.step / 2);
      this.round += height;
      const steps = this.step ? Math.round((y + height) / this.step) : 0;
      const moving = node.animate(
        [{ transform: `translateY(${y}px)` }, { transform: `translateY(${-height}px)` }],
        { duration: ((y + height) / this.look.speed) * 1000, easing: steps ? `steps(${steps})` : "linear", fill: "both" },
      );
      moving.startTime = start;
      const made = { node, place, next, height, from: y, moving };
      moving.onfinish = () => this.passed(made);
      return made;
    }

    passed(block) {
      block.node.remove();
      this.blocks = this.blocks.filter((one) => one !== block || one === this.blocks.at(-1));
    }

    // Write what stands at a place, and return the place after it; null at the end of a roll that comes once.
    write(node, place) {
      const groups = this.names.groups;
      if (place.group < 0) {
        node.append(element("div", "title", title.textContent));
        if (this.names.lead) node.append(element("p", "lead", this.names.lead));
        return { group: 0, index: 0 };
      }
      if (place.group >= groups.length) {
        for (const line of this.names.closing) node.append(element("p", "closing", line));
        // A short one does not stand on the screen twice.
        const pause = Math.max(innerHeight * PAUSE_BETWEEN_ROUNDS, innerHeight - this.round);
        node.style.paddingBottom = `${pause}px`;
        return this.look.loop ? { group: -1, index: 0 } : null;
      }
      const group = groups[place.group];
      const columns = this.columns();
      const items = element("ul");
      items.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
      if (place.index === 0 && group.heading) node.append(element("div", "heading", group.heading));
      const end = Math.min(place.index + columns * ROWS_A_BLOCK, group.names.length);
      for (let index = place.index; index < end; index += 1) items.append(item(group, index));
      node.append(items);
      return end < group.names.length ? { group: place.group, index: end } : { group: place.group + 1, index: 0 };
    }

    columns() {
      if (this.look.columns) return this.look.columns;
      const ems = innerWidth / parseFloat(getComputedStyle(document.body).fontSize);
      return Math.max(1, Math.floor((ems - 2 * EDGE_EMS + GAP_EMS) / (COLUMN_EMS + GAP_EMS)));
    }
  }

  // Where among other names what stood at a place is now: the same name, else what has moved up to it.
  function placeIn(before, place, names) {
    const group = before.groups[place.group];
    if (!group) return { group: place.group < 0 ? -1 : names.groups.length, index: 0 };
    const found = names.groups.findIndex((one) => one.heading === group.heading);
    const at = found < 0 ? Math.min(place.group, names.groups.length) : found;
    if (found < 0 || place.index === 0) return { group: at, index: 0 };
    const known = names.groups[at].names;
    const same = known.indexOf(group.names[place.index]);
    const index = same < 0 ? Math.min(place.index, known.length - 1) : same;
    return { group: at, index: Math.max(index, 0) };
  }

  // The page.

  const roll = new Roll();
  const own = document.body.dataset;
  let names = read();
  let version = own.version;
  let look = {
    title: title.textContent,
    theme: [...root.classList].find((one) => one.startsWith("theme-")).slice("theme-".length),
    speed: Number(own.speed),
    columns: Number(own.columns),
    size: Number(own.size),
    loop: own.loop === "on",
  };
  let rolling = false;

  function wear() {
    const known = [...root.classList].filter((one) => /^(theme|columns)-/.test(one));
    root.classList.remove(...known);
    root.classList.add(`theme-${look.theme}`);
    if (look.columns) root.classList.add(`columns-${look.columns}`);
    root.classList.toggle("in-obs", inObs);
    if (look.size) root.style.setProperty("--size", `${look.size}px`);
    else root.style.removeProperty("--size");
    title.textContent = look.title;
    document.title = `${look.title} · Curtain Call`;
  }

  function showRoll() {
    rolling = true;
    root.classList.add("rolling");
    list.replaceChildren();
    list.hidden = true;
    stage.hidden = false;
    pauseButton.hidden = false;
    pauseButton.textContent = "Pause";
    listButton.textContent = "Show as a list";
    scrollTo(0, 0);
    roll.start(names, look);
  }

  function showList() {
    rolling = false;
    roll.stop();
    root.classList.remove("rolling");
    stage.hidden = true;
    list.hidden = false;
    pauseButton.hidden = true;
    listButton.textContent = "Let it roll";
    writeList(names);
  }

  function changed() {
    if (rolling) roll.change(names, look);
    else writeList(names);
  }

  function gone() {
    names = { lead: "", groups: [], closing: ["These credits were taken down."] };
    controls.hidden = true;
    showList();
  }

  function listen(pause = FIRST_PAUSE_MS) {
    const query = new URLSearchParams(location.search);
    query.set("version", version);
    const source = new EventSource(`${location.pathname}/live?${query}`);
    source.addEventListener("open", () => {
      pause = FIRST_PAUSE_MS;
    });
    source.addEventListener("look", (event) => {
      const next = JSON.parse(event.data);
      if (JSON.stringify(next) === JSON.stringify(look)) return;
      look = next;
      wear();
      changed();
    });
    source.addEventListener("names", (event) => {
      names = parsed(event.data);
      version = event.lastEventId;
      changed();
    });
    source.addEventListener("gone", () => {
      source.close();
      gone();
    });
    source.addEventListener("error", () => {
      // A stream that ended is opened again by the browser itself, an answer of another kind is not.
      if (source.readyState === EventSource.CLOSED) setTimeout(() => again(pause), pause);
    });
  }

  async function again(pause) {
    const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" }).catch(() => null);
    if (answer && [404, 410].includes(answer.status)) return gone();
    return listen(Math.min(2 * pause, LONGEST_PAUSE_MS));
  }

  let stillness = 0;
  function moved() {
    root.classList.add("moved");
    clearTimeout(stillness);
    stillness = setTimeout(() => root.classList.remove("moved"), CONTROLS_STAY_MS);
  }

  pauseButton.addEventListener("click", () => {
    if (roll.paused) roll.resume();
    else roll.pause();
    pauseButton.textContent = roll.paused ? "Go on" : "Pause";
  });
  listButton.addEventListener("click", () => (rolling ? showList() : showRoll()));
  addEventListener("pointermove", moved, { passive: true });
  let width = innerWidth;
  let height = innerHeight;
  addEventListener("resize", () => {
    if (width === innerWidth && height === innerHeight) return;
    width = innerWidth;
    height = innerHeight;
    if (rolling) roll.change(names, look);
  });

  wear();
  controls.hidden = inObs;
  // In OBS nobody watches on that device: what its owner set against motion is not meant for the stream.
  if (inObs || !matchMedia("(prefers-reduced-motion: reduce)").matches) showRoll();
  else showList();
  listen();
})();
