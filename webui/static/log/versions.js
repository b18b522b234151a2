/** So many changes are kept. They matter for as long as a page of history that was asked for before may come. */
const MOST = 500;

/** @typedef {import('../connection/protocol.js').Message} Message */

/** The newest forms of messages that were edited or deleted: an older one may come later (B25). */
export class Versions {
  /** @type {Map<number, Message>} */
  #changed = new Map();

  /** @param {Message} message has changed */
  note(message) {
    const newest = this.newest(message);
    this.#changed.delete(message.seq); // so that it counts as the latest
    this.#changed.set(message.seq, newest);
    for (const oldest of this.#changed.keys()) {
      if (this.#changed.size <= MOST) return;
      this.#changed.delete(oldest);
    }
  }

  /** @param {Message} message in whatever form it came */
  newest(message) {
    const known = this.#changed.get(message.seq);
    return known && isNewer(known, message) ? known : message;
  }
}

/**
 * Whether one form of a message is newer than another: what is deleted stays
 * deleted, and of two texts the one that was edited later counts.
 * @param {Message} one
 * @param {Message} other
 */
export function isNewer(one, other) {
  if (one.deleted || other.deleted) return Boolean(one.deleted) && !other.deleted;
  return (one.edited ?? 0) > (other.edited ?? 0);
}
