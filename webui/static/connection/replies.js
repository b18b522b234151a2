/** The server has said no: nothing was done. */
export class Refused extends Error {
  /** @param {{code: string, text: string, retry_ms?: number}} error */
  constructor({ code, text, retry_ms = 0 }) {
    super(text);
    this.code = code;
    this.wait = retry_ms;
  }
}

/** The connection broke before the answer came, or there was none: it may have been done or not. */
export class Lost extends Error {}

/** Who waits for which answer. */
export class Answers {
  /** @type {Map<string, {resolve: (answer: any) => void, reject: (error: Error) => void, clock: number}>} */
  #asked = new Map();

  /**
   * @param {string} id of the question
   * @param {number} patience in ms
   * @param {() => void} late called when it has run out; it is to abandon all
   * @returns {Promise<any>} rejected with Refused or Lost
   */
  await(id, patience, late) {
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject, clock: setTimeout(late, patience) });
    });
  }

  /**
   * Hands an object to whoever waits for it.
   * @param {any} object
   * @returns {boolean} whether somebody did
   */
  take(object) {
    const asker = this.#asked.get(object.id);
    if (!asker) return false;
    this.#asked.delete(object.id);
    clearTimeout(asker.clock);
    if (object.type === 'error') asker.reject(new Refused(object));
    else asker.resolve(object);
    return true;
  }

  /** No answer will come any more. */
  abandon() {
    for (const { reject, clock } of this.#asked.values()) {
      clearTimeout(clock);
      reject(new Lost());
    }
    this.#asked.clear();
  }
}
