/** Within so many px of the end the view follows what is new (B13). */
const NEAR_END = 100;

/** What of the log is in sight: new messages are followed at the end, and elsewhere nothing moves. */
export class View {
  #box;
  #following = true;

  /** @param {HTMLElement} box scrolls */
  constructor(box) {
    this.#box = box;
    box.addEventListener('scroll', () => { this.#following = this.#nearEnd; }, { passive: true });
    // The box shrinks and grows with the keyboard of a phone and with the composer.
    new ResizeObserver(() => { if (this.#following) this.toEnd(); }).observe(box);
  }

  toEnd() {
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#following = true;
  }

  /**
   * Changes what the box holds. Afterwards the end is still in sight if it was,
   * or else the first visible message is where it was.
   * @param {() => void} change
   */
  steady(change) {
    const end = this.#nearEnd;
    const row = end ? undefined : this.#firstVisible();
    const foot = row?.getBoundingClientRect().bottom ?? 0; // its head may go: a name, a day
    change();
    if (end) this.toEnd();
    else if (row?.isConnected) this.#box.scrollTop += row.getBoundingClientRect().bottom - foot;
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
    return scrollHeight - scrollTop - clientHeight <= NEAR_END;
  }

  /** Rows stand in the order of the page, so halving finds it among thousands. */
  #firstVisible() {
    const rows = this.#box.querySelectorAll('[data-seq]');
    const { top } = this.#box.getBoundingClientRect();
    let low = 0, high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle].getBoundingClientRect().bottom > top) high = middle;
      else low = middle + 1;
    }
    return rows[low];
  }
}
