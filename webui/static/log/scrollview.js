/** Within so many px of the end the view follows what is new (B13). */
const NEAR_END = 100;

/** What of the log is in sight: new messages are followed at the end, and elsewhere nothing moves. */
export class ScrollView {
  #box;
  #following = true;
  #height = 0; // of the box, when it was last seen to
  /** Whether newer messages are missing at the end, so that it is not the end to follow. */
  cut = false;

  /** @param {HTMLElement} box scrolls */
  constructor(box) {
    this.#box = box;
    box.addEventListener('scroll', () => {
      if (box.clientHeight === this.#height) this.#following = this.#nearEnd; // else it is the box that has moved
    }, { passive: true });
    // The box shrinks and grows with the keyboard of a phone and with the composer.
    new ResizeObserver(() => {
      this.#height = box.clientHeight;
      if (this.following) this.toEnd();
    }).observe(box);
  }

  get following() {
    return this.#following && !this.cut;
  }

  /** How many screens there are above what is in sight. */
  get above() {
    return this.#box.scrollTop / this.#box.clientHeight;
  }

  /** How many screens there are below what is in sight. */
  get below() {
    const { scrollHeight, scrollTop, clientHeight } = this.#box;
    return (scrollHeight - scrollTop) / clientHeight - 1;
  }

  /** @param {() => void} moved called, at most once a frame, after the view has moved */
  onMove(moved) {
    let due = false;
    this.#box.addEventListener('scroll', () => {
      if (due) return;
      due = true;
      requestAnimationFrame(() => {
        due = false;
        moved();
      });
    }, { passive: true });
  }

  toEnd() {
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#following = true;
  }

  /**
   * Changes what the box holds. Afterwards the end is still in sight if it was,
   * or else the first visible message is where it was.
   * @param {(row: HTMLElement | undefined) => void} change given the first row in sight; none at the end
   */
  steady(change) {
    const end = this.#nearEnd;
    const row = end ? undefined : this.#firstVisible();
    const foot = row?.getBoundingClientRect().bottom ?? 0; // its head may go: a name, a day
    change(row);
    if (end) this.toEnd();
    else if (row?.isConnected) this.#box.scrollTop += row.getBoundingClientRect().bottom - foot;
  }

  /**
   * Brings a row in sight, unless it is.
   * @param {Element} row
   */
  center(row) {
    const box = this.#box.getBoundingClientRect(), place = row.getBoundingClientRect();
    if (place.top >= box.top && place.bottom <= box.bottom) return;
    this.#box.scrollTop += place.top - box.top - Math.max(0, (box.height - place.height) / 2);
    this.#following = this.#nearEnd;
  }

  /**
   * Brings a row to the top, below a part of the screen of what is before it.
   * @param {Element} row
   * @param {number} context
   */
  toTop(row, context) {
    const box = this.#box.getBoundingClientRect();
    this.#box.scrollTop += row.getBoundingClientRect().top - box.top - context * box.height;
    this.#following = this.#nearEnd;
  }

  /**
   * How many screens there are from a row to the end.
   * @param {Element} row
   */
  screens(row) {
    const { top } = this.#box.getBoundingClientRect();
    return (this.#box.scrollHeight - this.#box.scrollTop - (row.getBoundingClientRect().top - top)) / this.#box.clientHeight;
  }

  /** The number of the last message that is in sight to its end, 0 for none. */
  get lastSeen() {
    const { bottom } = this.#box.getBoundingClientRect();
    const { rows, place } = this.#search(row => row.getBoundingClientRect().bottom > bottom + 1);
    return Number(rows[place - 1]?.dataset.seq ?? 0);
  }

  /**
   * Whether any of an element is in sight.
   * @param {Element} element
   */
  shows(element) {
    const { top, bottom } = this.#box.getBoundingClientRect();
    const place = element.getBoundingClientRect();
    return place.bottom > top && place.top < bottom;
  }

  get #nearEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#box;
    return !this.cut && scrollHeight - scrollTop - clientHeight <= NEAR_END;
  }

  #firstVisible() {
    const { top } = this.#box.getBoundingClientRect();
    const { rows, place } = this.#search(row => row.getBoundingClientRect().bottom > top);
    return /** @type {HTMLElement | undefined} */ (rows[place]);
  }

  /**
   * The place of the first row that is far enough down. Rows stand in the
   * order of the page, so halving finds it among hundreds.
   * @param {(row: HTMLElement) => boolean} isPast
   */
  #search(isPast) {
    /** @type {NodeListOf<HTMLElement>} */
    const rows = this.#box.querySelectorAll('[data-seq]:not([data-seq=""])');
    let low = 0, high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isPast(rows[middle])) high = middle;
      else low = middle + 1;
    }
    return { rows, place: low };
  }
}
