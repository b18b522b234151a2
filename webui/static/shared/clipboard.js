/**
 * Puts a text on the clipboard, over plain http too, where browsers have no
 * navigator.clipboard.
 * @param {string} text
 * @returns {Promise<boolean>} whether it is there
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** @param {string} text */
function copyBySelection(text) {
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'unseen';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return done;
}

/**
 * Makes a button copy a text, and say so.
 * @param {HTMLElement} button
 * @param {() => string} text
 */
export function copies(button, text) {
  const label = button.textContent;
  button.addEventListener('click', async () => {
    button.textContent = await copy(text()) ? 'copied' : 'not copied';
    button.addEventListener('blur', () => { button.textContent = label; }, { once: true });
    button.addEventListener('pointerleave', () => { button.textContent = label; }, { once: true });
  });
}

/**
 * Makes buttons copy what stands before them.
 * @param {NodeListOf<HTMLElement>} buttons
 */
export function copyButtons(buttons) {
  for (const button of buttons) copies(button, () => button.previousElementSibling?.textContent ?? '');
}
