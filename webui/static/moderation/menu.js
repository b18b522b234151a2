/**
 * @typedef {import('../connection/protocol.js').Command} Command
 * @typedef {import('../connection/protocol.js').Message} Message
 *
 * @typedef {object} Choice a command, and whom or what it is given first
 * @property {Command} command
 * @property {string} target "" for nothing
 */

/**
 * What can be done with a person, a message or the room. Which commands these
 * are the server says, to each who they may use; here nothing is decided.
 */
export class Menu {
  #form;
  #ignored;
  /** @type {Command[]} that the person may use */
  commands = [];
  /** @type {Map<string, number>} when whose mute ends */
  #muted = new Map();

  /**
   * @param {import('./form.js').Form} form
   * @param {import('../people/ignored.js').Ignored} ignored
   */
  constructor(form, ignored) {
    this.#form = form;
    this.#ignored = ignored;
  }

  /** @param {{who: string, retry_ms?: number}[]} people who are muted, as admins are told */
  set muted(people) {
    this.#muted = new Map(people.map(({ who, retry_ms = Infinity }) => [who, Date.now() + retry_ms]));
  }

  /** Whether others' messages may be deleted. */
  get deletes() {
    return this.#of('message', '').some(({ command }) => command.word === 'delete');
  }

  /** Whether there is anything to be done with the room. */
  get rules() { return this.#of('room', '').length > 0; }

  /** @param {import('../connection/protocol.js').Person} person */
  person({ name, who }) {
    this.#form.open(name, this.#choices(`@${name}`, who));
  }

  /** @param {Message} message whose writer is meant, whatever they are called now */
  writer({ seq, name, who }) {
    this.#form.open(name, this.#choices(`#${seq}`, who));
  }

  room() {
    this.#form.open('', this.#of('room', ''));
  }

  /**
   * @param {string} target
   * @param {string | undefined} who
   */
  #choices(target, who) {
    const quiet = Date.now() < (this.#muted.get(who ?? '') ?? 0);
    const idle = [this.#ignored.has(who) ? 'ignore' : 'unignore', quiet ? 'mute' : 'unmute'];
    return this.#of('person', target).filter(({ command }) => !idle.includes(command.word));
  }

  /**
   * @param {'person' | 'message' | 'room'} subject
   * @param {string} target
   * @returns {Choice[]}
   */
  #of(subject, target) {
    return this.commands.filter(({ menu }) => menu === subject).map(command => ({ command, target }));
  }
}
