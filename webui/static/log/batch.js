/** A page that is not drawn gets no frames; it is told so often, in ms. */
const UNSEEN = 200;

/** Gathers what comes until the next frame, so that a burst is drawn once a frame and not once a message. */
export class Batch {
  #take;
  /** @type {any[]} */
  #gathered = [];
  #frame = 0;
  #clock = 0;

  /** @param {(objects: any[]) => void} take */
  constructor(take) {
    this.#take = take;
  }

  /** @param {any[]} objects */
  add(objects) {
    if (this.#gathered.length === 0) {
      this.#frame = requestAnimationFrame(() => this.flush());
      this.#clock = setTimeout(() => this.flush(), UNSEEN);
    }
    this.#gathered.push(...objects);
  }

  /** Hands over at once what there is. */
  flush() {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#clock);
    if (this.#gathered.length > 0) this.#take(this.#gathered.splice(0));
  }
}
