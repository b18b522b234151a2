/** Who one is here, and up to where the log is shown: what a connection begins with (B3). */
export class Identity {
  #store;
  /** @type {string | undefined} proves the person; in the page's memory too, for browsers that keep nothing */
  #token;
  #epoch = '';
  #place = 0;
  #fresh = true;
  #name;
  #who;
  /** Whether the log goes on from where it was; else it begins anew. */
  goesOn = false;

  /** @param {import('../shared/storage.js').Storage} store */
  constructor(store) {
    this.#store = store;
    this.#token = store.get('token');
    this.#name = store.get('name') ?? '';
    this.#who = store.get('who') ?? '';
  }

  /** The person's public id, as others have it. */
  get who() {
    return this.#who;
  }

  get name() {
    return this.#name;
  }

  /** What the room calls the person, remembered for the next time (B32). Never what was typed. */
  set name(name) {
    this.#name = name;
    this.#store.set('name', name);
  }

  /** The number up to which everything was shown. */
  get place() {
    return this.#place;
  }

  /** Whether no connection has stood yet. */
  get outside() {
    return this.#epoch === '';
  }

  /** Whether nothing of this log was shown before the catch-up. */
  get fresh() {
    return this.#fresh;
  }

  hello() {
    const name = this.#name || undefined;
    const place = this.#epoch ? { epoch: this.#epoch, after: this.#place } : {};
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return { type: 'hello', name, token: this.#token, zone, ...place };
  }

  /**
   * Who one is from now on: /link and /unlink change that.
   * @param {{who: string, token: string, name: string}} you
   */
  become({ who, token, name }) {
    this.#who = who;
    this.#store.set('who', who);
    this.#token = token;
    this.#store.set('token', token);
    this.name = name;
  }

  /**
   * @param {import('../connection/protocol.js').Welcome} welcome
   */
  welcome({ name, token, who, epoch, head }) {
    this.goesOn = epoch === this.#epoch && head >= this.#place;
    if (!this.goesOn) this.#place = 0;
    this.#fresh ||= !this.goesOn;
    this.#epoch = epoch;
    this.become({ who, token, name });
  }

  /** @param {number} seq was shown, and everything before it */
  reach(seq) {
    this.#place = Math.max(this.#place, seq);
  }

  synced() {
    this.#fresh = false;
  }
}
