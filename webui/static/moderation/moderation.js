import { Acts } from './acts.js';
import { Form } from './form.js';
import { Menu } from './menu.js';
import { obey } from '../connection/command.js';
import { Standing } from './standing.js';

/**
 * @typedef {import('./standing.js').Parts & { dialog: HTMLDialogElement, opener: HTMLElement, field: HTMLElement, list: HTMLElement }} Parts
 *
 * @typedef {object} Uses
 * @property {import('../connection/connection.js').Connection} connection
 * @property {import('../log/reading.js').Reading} reading
 */

/** Order in the room (B39): what admins can do and did, and what of that concerns the person. */
export class Moderation {
  #connection;
  #opener;
  /** @type {Record<string, number>} */
  #latest = {};

  /**
   * @param {Parts} parts
   * @param {Uses} uses
   */
  constructor({ dialog, opener, field, list, ...parts }, { connection, reading }) {
    this.#connection = connection;
    this.#opener = opener;
    this.standing = new Standing(parts, connection);
    this.acts = new Acts({ connection, list, tell: text => reading.tell(text), leave: () => field.focus() });
    this.menu = new Menu(new Form(dialog, { connection, told: answer => this.acts.told(answer) }), reading.ignored);
    opener.addEventListener('click', () => this.menu.room());
  }

  /** @param {import('../connection/protocol.js').Command[]} commands that the person may use now */
  set commands(commands) {
    this.menu.commands = commands;
    this.#opener.hidden = !this.menu.rules;
  }

  /** @param {number} seq of somebody else's message */
  async remove(seq) {
    this.acts.told(await obey(this.#connection, `/delete ${seq}`));
  }

  /**
   * A connection begins.
   * @param {import('../connection/protocol.js').Welcome} welcome
   * @param {boolean} goesOn whether the log is the one from before
   */
  welcome({ topic, topic_html, commands }, goesOn) {
    if (!goesOn) this.acts.clear();
    this.#latest = {};
    this.#numbers({ undo: [], bans: [], muted: [], n: 0 }); // unless they come
    this.standing.begin();
    this.standing.topic({ text: topic, html: topic_html });
    this.commands = commands;
  }

  /** @param {{undo: number[], bans: number[], muted: {who: string, retry_ms?: number}[], n: number}} numbers */
  #numbers(numbers) {
    this.acts.numbers = numbers;
    this.menu.muted = numbers.muted;
  }

  /**
   * Whether an object tells more than the last one of its type: they may overtake each other.
   * @param {{type: string, n: number}} object n: the newest act that it is true of
   */
  #isLatest({ type, n }) {
    if (n < (this.#latest[type] ?? 0)) return false;
    this.#latest[type] = n;
    return true;
  }

  /** @type {Record<string, (object: any) => void>} what to do with what comes, by its type */
  take = {
    topic: topic => { if (this.#isLatest(topic)) this.standing.topic(topic); },
    standing: standing => { if (this.#isLatest(standing)) this.standing.show(standing); },
    act: act => this.acts.show(act),
    numbers: numbers => { if (this.#isLatest(numbers)) this.#numbers(numbers); },
    notice: notice => this.acts.told(notice),
    bye: bye => { if (bye.code) this.standing.leave(bye); },
  };
}
