/**
 * Whether a key, wherever it is pressed, calls for the search: Ctrl-K, and / where nothing is typed.
 * @param {KeyboardEvent} event
 */
export function calls({ key, ctrlKey, metaKey, altKey, target }) {
  const typing = target instanceof Element && target.matches('input, textarea, select, [contenteditable]');
  if (key === '/') return !typing && !ctrlKey && !metaKey && !altKey;
  return key.toLowerCase() === 'k' && (ctrlKey || metaKey) && !altKey;
}

/**
 * Where an arrow leads from the field or from a hit.
 * @param {KeyboardEvent} event
 * @param {HTMLElement} field
 * @param {HTMLElement} list
 * @returns {HTMLElement | undefined}
 */
export function step({ key }, field, list) {
  const hits = [...list.querySelectorAll('a')];
  const place = hits.findIndex(hit => hit === document.activeElement);
  if (key === 'ArrowDown') return hits[place + 1];
  if (key === 'ArrowUp') return place === 0 ? field : hits[place - 1];
}
