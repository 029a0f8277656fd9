/** Small surfaces above the page: menus and lists. They sit in the top layer, so nothing clips them. */

const GAP = 4;
const MARGIN = 8;

/**
 * @typedef {{x: number, y: number}} Point
 * @typedef {{
 *   anchor: HTMLElement, content: HTMLElement, at?: Point, match?: boolean, align?: "start" | "end",
 *   onClose?: (how: "escape" | "outside" | "done") => void
 * }} PopupOptions `match`: as wide as the anchor; `at`: a point instead of the anchor's edge
 */

export class Popup {
  /** @param {PopupOptions} options */
  constructor(options) {
    this.options = options;
    this.content = options.content;
    this.content.popover = "manual";
    this.content.classList.add("popup");
    // Inside an open dialog everything else is inert, so the popup has to live in it; else in its own landmark.
    (options.anchor.closest("dialog, main, #side") ?? document.body).append(this.content);
    this.content.showPopover();
    this.place();
    this.onPointer = (/** @type {PointerEvent} */ event) => this.#outside(event);
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.#key(event);
    this.onMove = () => this.place();
    document.addEventListener("pointerdown", this.onPointer, true);
    document.addEventListener("keydown", this.onKey, true);
    window.addEventListener("resize", this.onMove);
    document.addEventListener("scroll", this.onMove, true);
  }

  /** Below the anchor if there is room, else above; above a command's fields in any case; always inside the window. */
  place() {
    const { anchor, at, match, align } = this.options;
    const box = at ? new DOMRect(at.x, at.y, 0, 0) : anchor.getBoundingClientRect();
    // The fields of a command stand in lines; a list above them must not cover what is written there.
    const roof = anchor.closest(".options-form")?.getBoundingClientRect().top ?? box.top;
    const style = this.content.style;
    if (match) style.minWidth = `${box.width}px`;
    const width = this.content.offsetWidth;
    const height = this.content.offsetHeight;
    const below = roof === box.top && box.bottom + GAP + height <= innerHeight - MARGIN;
    const top = below ? box.bottom + GAP : Math.max(MARGIN, roof - GAP - height);
    const left = align === "end" ? box.right - width : box.left;
    style.top = `${top}px`;
    style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - width - MARGIN))}px`;
  }

  /** @param {PointerEvent} event */
  #outside(event) {
    const target = /** @type {Node} */ (event.target);
    if (!this.content.contains(target) && !this.options.anchor.contains(target)) this.close("outside");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.close("escape");
  }

  /** @param {"escape" | "outside" | "done"} [how] */
  close(how = "done") {
    if (!this.content.isConnected) return;
    document.removeEventListener("pointerdown", this.onPointer, true);
    document.removeEventListener("keydown", this.onKey, true);
    window.removeEventListener("resize", this.onMove);
    document.removeEventListener("scroll", this.onMove, true);
    this.content.remove();
    this.options.onClose?.(how);
  }
}
