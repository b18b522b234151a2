/** A text field that grows with its text. */
export class Field {
  #area;
  #changed;

  /**
   * @param {HTMLTextAreaElement} area
   * @param {() => void} changed called after every change, by the person or from here
   */
  constructor(area, changed) {
    this.#area = area;
    this.#changed = changed;
    area.addEventListener('input', () => this.#tell());
  }

  get text() { return this.#area.value; }

  /** What stands left of the caret, and right of it. */
  get halves() {
    const { value, selectionStart } = this.#area;
    return [value.slice(0, selectionStart), value.slice(selectionStart)];
  }

  /** Whether any text is selected. */
  get selected() { return this.#area.selectionStart !== this.#area.selectionEnd; }

  focus() { this.#area.focus(); }

  /**
   * @param {string} text
   * @param {number} caret in UTF-16 units, as the field counts
   */
  put(text, caret = text.length) {
    this.#area.value = text;
    this.#area.setSelectionRange(caret, caret);
    this.#tell();
  }

  #tell() {
    this.#changed();
    this.#grow();
  }

  /** Browsers without field-sizing have the height set for them. */
  #grow() {
    if (CSS.supports('field-sizing', 'content')) return;
    this.#area.style.blockSize = 'auto';
    this.#area.style.blockSize = `${this.#area.scrollHeight}px`;
  }
}
