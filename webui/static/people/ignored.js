/** Whom the person does not want to read (B40). Their messages keep their places, and show nothing. */
export class Ignored {
  #list;
  /** @type {Set<string>} public ids */
  #people = new Set();

  /** @param {HTMLElement} list of the messages */
  constructor(list) {
    this.#list = list;
  }

  /** @param {{who: string}[]} people all of them */
  set people(people) {
    this.#people = new Set(people.map(({ who }) => who));
    for (const row of this.#list.children) if (row instanceof HTMLElement) this.dress(row);
  }

  /**
   * @param {string} from is to from now on
   * @param {string} to
   */
  joined(from, to) {
    if (this.#people.delete(from)) this.#people.add(to);
  }

  /** @param {string | undefined} who */
  has(who) {
    return this.#people.has(who ?? '');
  }

  /** @param {HTMLElement} row of a message */
  dress(row) {
    row.classList.toggle('ignored', this.has(row.dataset.who));
  }
}
