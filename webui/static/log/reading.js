import { Arrival } from './arrival.js';
import { History } from './history.js';
import { Ignored } from '../people/ignored.js';
import { Joins } from './joins.js';
import { OfflineCopy } from './offline.js';
import { Log } from './log.js';
import { drawMessage } from './message.js';
import { renames } from '../people/people.js';
import { Permalink } from './permalink.js';
import { ReadMark } from './readmark.js';
import { NewPill } from './newpill.js';
import { ScrollView } from './scrollview.js';
import { Announcer } from './announce.js';

/**
 * @typedef {object} Parts
 * @property {HTMLElement} box scrolls
 * @property {HTMLElement} list in it, of the messages
 * @property {HTMLElement} previous "Load previous messages"
 * @property {HTMLElement} pill "5 new"
 *
 * @typedef {object} Uses
 * @property {import('../connection/connection.js').Connection} connection
 * @property {import('../people/identity.js').Identity} self
 * @property {import('../settings/switches.js').Switches} switches
 * @property {import('../settings/notifications.js').Notifications} notices
 */

/** What there is to read: the messages, the place in them, and what is said about both. */
export class Reading {
  #self;
  #switches;
  #newPill;
  #joins;
  #connection;
  #notices;
  #permalink;
  #mark;
  #arrival;
  #arrived = false;
  #placed = false; // whether the view is anywhere yet, to be kept there
  /** @type {Map<string, {who: string, color: number}>} who former persons are now, since the page is open */
  #joined = new Map();
  #called = ''; // the name that mentions in the log are marked of

  /**
   * @param {Parts} parts
   * @param {Uses} uses
   */
  constructor({ box, list, previous, pill }, { connection, self, switches, notices }) {
    this.#connection = connection;
    this.#notices = notices;
    this.#self = self;
    this.#switches = switches;
    this.view = new ScrollView(box);
    this.ignored = new Ignored(list);
    this.announcer = new Announcer(box);
    this.log = new Log(list, (row, message) => this.#draw(row, message));
    this.history = new History(previous, { connection, log: this.log, view: this.view, announcer: this.announcer, moved: () => this.#moved() });
    const { log, view, history, ignored } = this;
    this.#newPill = new NewPill(pill, () => this.history.toEnd());
    this.#joins = new Joins(list);
    this.#permalink = new Permalink({ history, list, tell: text => this.tell(text) });
    this.#mark = new ReadMark(connection, view);
    this.#arrival = new Arrival({ history, log, view, self, ignored, mark: this.#mark });
    view.onMove(() => this.#moved());
    this.offlineCopy = new OfflineCopy(new URL(location.pathname, location.href), { history, log, view, self, ignored });
  }

  /**
   * Takes in what came together, as one step for the eye.
   * @param {() => void} take
   */
  steady(take) {
    const step = (/** @type {HTMLElement | undefined} */ row) => {
      take();
      this.history.window.trim(row);
    };
    if (this.#placed) this.view.steady(step);
    else step(undefined);
    this.offlineCopy.note();
    this.#moved();
  }

  /**
   * A connection begins.
   * @param {import('../connection/protocol.js').Welcome} welcome
   */
  welcome({ read }) {
    if (!this.#self.goesOn) this.#clear(); // draft and outbox stay (B3)
    this.#mark.begin(read, this.#self.fresh);
  }

  /** Another log begins: nothing of the old one stays. */
  #clear() {
    this.log.clear();
    this.#newPill.clear();
    this.#arrival.divider.clear();
    this.#arrived = this.#placed = false;
  }

  /** The connection stands, and all is caught up with. From now on, what comes is read out. */
  async begin() {
    if (!this.#arrived) await new Promise(resolve => setTimeout(resolve)); // a slow phone may look up from drawing so much
    if (!this.#connection.here) return;
    this.announcer.speak();
    if (!this.#arrived) {
      this.view.toEnd();
      this.#placed = true;
      await (this.#permalink.sought ? this.#permalink.open() : this.#arrival.open());
    }
    this.#arrived = true; // and not before: nothing has been read on the way
    this.#moved();
    this.history.look();
  }

  /** @param {string} text a private line */
  tell(text) {
    /** @type {HTMLElement | undefined} */
    let row;
    this.view.steady(() => { row = this.log.tell(text); });
    return /** @type {HTMLElement} */ (/** @type {unknown} */ (row));
  }

  /** @param {import('../connection/protocol.js').Message} message */
  message(message) {
    const isNew = message.seq > this.#self.place;
    this.#self.reach(message.seq);
    this.history.window.take(message);
    if (!isNew || message.deleted || this.#self.fresh || message.who === this.#self.who || this.ignored.has(message.who)) return;
    const mentioned = this.log.rowOf(message).classList.contains('mentioned');
    this.#newPill.add(mentioned);
    this.#notices.tell(message, mentioned && this.#connection.here); // no sound for history (B41)
  }

  /** @param {import('../connection/protocol.js').Message} message was edited or deleted */
  changed(message) {
    this.announcer.quietly(() => this.log.change(message));
  }

  /**
   * @param {HTMLElement} row
   * @param {import('../connection/protocol.js').Message} message
   */
  #draw(row, message) {
    const { who, name } = this.#self;
    const now = { ...message, ...this.#joined.get(message.who) };
    drawMessage(row, now, now.who === who ? '' : name);
    this.ignored.dress(row);
  }

  /**
   * All that somebody said in a stretch is deleted.
   * @param {{who: string, from: number, to: number}} purge
   */
  purged({ who, from, to }) {
    const concerns = (/** @type {import('../connection/protocol.js').Message} */ message) =>
      message.seq <= to && (this.#joined.get(message.who)?.who ?? message.who) === who;
    this.view.steady(() => this.announcer.quietly(() => this.log.purge(from, concerns)));
  }

  /**
   * Somebody is somebody else now, and what they said that one's.
   * @param {{from: string, to: string, color: number}} merge
   */
  merged({ from, to, color }) {
    const now = { who: to, color };
    for (const [before, { who }] of this.#joined) if (who === from) this.#joined.set(before, now);
    this.#joined.set(from, now);
    this.ignored.joined(from, to);
    this.view.steady(() => this.announcer.quietly(() => this.log.redraw()));
  }

  /** One may be called something else: then other words are for oneself. */
  renamed() {
    const { name } = this.#self;
    if (name !== this.#called) this.view.steady(() => this.announcer.quietly(() => this.log.redraw()));
    this.#called = name;
  }

  /** @param {number} head the catch-up is over */
  synced(head) {
    this.#self.reach(head);
    if (this.#self.fresh) this.history.begin();
    this.#self.synced();
  }

  /** @param {import('../connection/protocol.js').Presence} presence */
  presence(presence) {
    if (this.#switches.on('joins')) this.#joins.tell(presence);
    const words = renames(presence, this.#self.name);
    if (words) this.log.tell(words);
  }

  /** What came in sight is not new any more. */
  #moved() {
    this.#arrival.divider.draw();
    if (this.#arrived) this.#mark.look();
    if (this.view.following) this.#newPill.clear();
    else this.#newPill.draw(this.history.window.newer);
  }
}
