/** The room is told at most so often, in ms, how far somebody has read. */
const PERIOD = 1000;

/** Up to where the person has read: what was in sight while the page had the focus (B11). */
export class ReadMark {
  #connection;
  #view;
  #told = 0;
  #clock = 0;
  read = 0;

  /**
   * @param {import('../connection/connection.js').Connection} connection
   * @param {import('./scrollview.js').ScrollView} view
   */
  constructor(connection, view) {
    this.#connection = connection;
    this.#view = view;
    addEventListener('pagehide', () => this.#tell());
  }

  /**
   * @param {number} read what the room knows, from this browser or another door
   * @param {boolean} afresh
   */
  begin(read, afresh) {
    this.#told = read;
    this.read = afresh ? read : Math.max(read, this.read);
  }

  /** Takes note of what is in sight. */
  look() {
    if (document.hidden || !document.hasFocus() || !this.#connection.here) return;
    this.read = Math.max(this.read, this.#view.lastSeen);
    if (this.read > this.#told) this.#clock ||= setTimeout(() => this.#tell(), PERIOD);
  }

  #tell() {
    clearTimeout(this.#clock);
    this.#clock = 0;
    if (this.read > this.#told && this.#connection.tell({ type: 'read', seq: this.read })) this.#told = this.read;
  }
}
