/**
 * What the browser keeps of this room, as JSON. The room's own path is part of
 * each key, since a proxy may put several rooms below one origin. A browser
 * that keeps nothing (blocked, private, full) loses what a reload would need,
 * and no more: nothing here is read back while the page is open.
 */
export class Storage {
  #prefix;

  /** @param {string} path of the page */
  constructor(path) {
    this.#prefix = `talktalktalk:${path}:`;
  }

  /**
   * @param {string} key
   * @returns {any} undefined if there is none
   */
  get(key) {
    return attempt(() => JSON.parse(localStorage.getItem(this.#prefix + key) ?? 'null')) ?? undefined;
  }

  /**
   * @param {string} key
   * @param {unknown} value undefined removes it
   */
  set(key, value) {
    const name = this.#prefix + key;
    attempt(() => value === undefined
      ? localStorage.removeItem(name)
      : localStorage.setItem(name, JSON.stringify(value)));
  }

  /**
   * The keys that begin with a word, without it, in order.
   * @param {string} word
   */
  keys(word) {
    const start = this.#prefix + word;
    const names = attempt(() => Object.keys(localStorage)) ?? [];
    return names.filter(name => name.startsWith(start)).map(name => name.slice(start.length)).sort();
  }

  /**
   * Calls back when another tab has changed a key that begins with the word.
   * @param {string} word
   * @param {(rest: string) => void} changed given the key without the word
   */
  watch(word, changed) {
    const start = this.#prefix + word;
    addEventListener('storage', ({ key }) => {
      if (key?.startsWith(start)) changed(key.slice(start.length));
    });
  }
}

/**
 * @template T
 * @param {() => T} act
 * @returns {T | undefined}
 */
function attempt(act) {
  try {
    return act();
  } catch {
    return undefined; // the browser keeps nothing for us
  }
}
