/** The settings of the page: the checkboxes that have a name, all off until somebody wants them. */
export class Switches {
  #store;
  #box;

  /**
   * @param {import('../shared/storage.js').Storage} store keeps them
   * @param {HTMLElement} box holds the checkboxes
   */
  constructor(store, box) {
    this.#store = store;
    this.#box = box;
    for (const input of this.#inputs) {
      input.checked = store.get(`switch/${input.name}`) === true;
      input.addEventListener('change', () => store.set(`switch/${input.name}`, input.checked || undefined));
    }
  }

  /** @param {string} name */
  on(name) {
    return this.#inputs.some(input => input.name === name && input.checked);
  }

  get #inputs() {
    return [...this.#box.querySelectorAll('input')].filter(input => input.name);
  }
}
