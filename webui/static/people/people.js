import { Lost, Refused } from '../connection/replies.js';
import { natural } from '../shared/names.js';
import { clone, part } from '../shared/template.js';
import { legible, figure } from '../shared/text.js';

/** With so many online, every change is asked about, so that doors and ranks are right; above, names have to do. */
const FEW = 50;

/** From this width on, the list stands beside the messages; below, it is a sheet over them (B44). */
const WIDE = '(width >= 60rem)';

/**
 * @typedef {import('../connection/protocol.js').Person} Person
 *
 * @typedef {object} Parts
 * @property {HTMLElement} count a button that opens the sheet
 * @property {HTMLElement} sheet
 * @property {HTMLElement} list in the sheet
 */

/** Who is here (B35). */
export class People {
  #parts;
  #connection;
  #choose;
  #self = '';
  #wide = matchMedia(WIDE);
  /** @type {Map<string, Person>} by name */
  #people = new Map();
  /** @type {Map<string, HTMLElement>} by name: each stays while the person does, so that a click, a form or the focus on it goes on */
  #entries = new Map();

  /**
   * @param {Parts} parts
   * @param {import('../connection/connection.js').Connection} connection
   * @param {(person: Person) => void} choose opens what can be done with somebody
   */
  constructor(parts, connection, choose) {
    this.#parts = parts;
    this.#connection = connection;
    this.#choose = choose;
    parts.count.addEventListener('click', () => this.#open(parts.sheet.hidden));
    for (const one of [parts.count, parts.sheet]) one.addEventListener('keydown', event => this.#key(event));
    document.addEventListener('pointerdown', ({ target }) => this.#press(target));
    this.#wide.addEventListener('change', ({ matches }) => this.#open(matches));
    this.#open(this.#wide.matches);
  }

  get names() {
    return [...this.#people.keys()];
  }

  /** @param {string} name one's own, marked in the list */
  set self(name) {
    const known = this.#people.get(this.#self);
    if (known && this.#people.delete(this.#self)) this.#people.set(name, { ...known, name });
    for (const one of [this.#self, name]) this.#entries.delete(one); // one's own has no button
    this.#self = name;
    this.#draw();
  }

  /** @param {number} online */
  set online(online) {
    this.#parts.count.textContent = `${figure(online)} online`;
  }

  /** Asks who is here. */
  async ask() {
    try {
      const { online, people } = await this.#connection.ask({ type: 'people' });
      this.online = online;
      this.#people = new Map(people.map((/** @type {Person} */ person) => [person.name, person]));
      this.#draw();
    } catch (error) {
      if (!(error instanceof Lost || error instanceof Refused)) throw error; // asked again at the next change
    }
  }

  /** @param {import('../connection/protocol.js').Presence} presence what has changed */
  change({ online, joined = [], left = [], renamed = [], more }) {
    this.online = online;
    for (const name of left) this.#people.delete(name);
    for (const name of joined) this.#people.set(name, this.#people.get(name) ?? { name });
    for (const [old, name] of renamed) {
      this.#people.set(name, { ...this.#people.get(old), name });
      this.#people.delete(old);
    }
    this.#draw();
    if (more || online <= FEW) this.ask();
  }

  #draw() {
    const { list } = this.#parts, people = [...this.#people.values()].sort((a, b) => natural(a.name, b.name));
    const focused = document.activeElement;
    const entries = people.map(person => this.#show(person, this.#entries.get(person.name) ?? this.#entry(person.name)));
    this.#entries = new Map(people.map(({ name }, i) => [name, entries[i]]));
    if (entries.length === list.children.length && entries.every((entry, i) => entry === list.children[i])) return;
    const moves = focused instanceof HTMLElement && list.contains(focused);
    list.replaceChildren(...entries);
    if (moves) focused.focus();
  }

  /** @param {string} name */
  #entry(name) {
    const entry = clone('person-row'), button = part(entry, 'button');
    if (name === this.#self) button.replaceWith(...button.childNodes);
    else button.addEventListener('click', () => this.#choose(this.#people.get(name) ?? { name }));
    return entry;
  }

  /**
   * @param {Person} person
   * @param {HTMLElement} entry
   */
  #show({ name, via = [], admin, claimed }, entry) {
    const about = [name === this.#self && 'you', admin && 'admin', ...via].filter(Boolean).join(', ');
    const mark = claimed ? ' ✓' : ''; // outside of the name, which may run to the left
    for (const [place, text] of [['bdi', legible(name)], ['span', mark], ['small', about && ` (${about})`]]) {
      if (part(entry, place).textContent !== text) part(entry, place).textContent = text; // or all would be laid out anew
    }
    return entry;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { count, sheet } = this.#parts;
    if (event.key !== 'Escape' || sheet.hidden) return;
    event.preventDefault();
    this.#open(false);
    count.focus();
  }

  /**
   * A sheet that lies over the messages goes when something else is pressed.
   * @param {EventTarget | null} target
   */
  #press(target) {
    const { count, sheet } = this.#parts;
    const beside = target instanceof Element && !sheet.contains(target) && !count.contains(target) && !target.closest('dialog');
    if (beside && !this.#wide.matches) this.#open(false);
  }

  /** @param {boolean} open */
  #open(open) {
    this.#parts.sheet.hidden = !open;
    this.#parts.count.ariaExpanded = String(open);
  }
}

/**
 * Who is called something else now, in words; "" for nobody.
 * @param {import('../connection/protocol.js').Presence} presence
 * @param {string} self one's own name: who changed that knows it
 */
export function renames({ renamed = [] }, self) {
  return renamed.filter(([, name]) => name !== self).map(([old, name]) => `${old} is now ${name}`).join(', ');
}
