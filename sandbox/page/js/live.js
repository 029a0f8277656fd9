/** The server's events, over a WebSocket that comes back by itself. */

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4000;

export class Live {
  /**
   * @param {string} url
   * @param {{onOpen: () => void, onEvent: (event: any) => void, onLost: () => void}} listener `onOpen` runs on every
   *   (re)connection: what happened in between has to be fetched anew.
   */
  constructor(url, listener) {
    this.url = url;
    this.listener = listener;
    this.pause = FIRST_PAUSE_MS;
    this.closed = false;
    this.#connect();
  }

  #connect() {
    this.socket = new WebSocket(this.url);
    this.socket.addEventListener("open", () => {
      this.pause = FIRST_PAUSE_MS;
      if (!this.closed) this.listener.onOpen();
    });
    this.socket.addEventListener("message", (message) => {
      if (!this.closed) this.listener.onEvent(JSON.parse(message.data));
    });
    this.socket.addEventListener("close", () => this.#retry());
  }

  #retry() {
    if (this.closed) return;
    this.listener.onLost();
    this.timer = setTimeout(() => this.#connect(), this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
  }

  /** Hangs up and tries anew. */
  again() {
    this.socket?.close();
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }
}
