/**
 * The messages by keyboard: Enter in the log goes to the last one in sight,
 * the arrows from there to others, Enter on one to its address, Esc back to
 * the field (B15, B16, B45).
 * @param {HTMLElement} box the log
 * @param {HTMLElement} field
 */
export function addKeyboard(box, field) {
  box.addEventListener('keydown', event => {
    const { key, target } = event;
    if (key === 'Enter' && target === box) return go(event, inSight(box).at(-1));
    if (!(target instanceof HTMLElement && target.matches('.link'))) return;
    const links = linksOf(box);
    const place = links.indexOf(target);
    if (key === 'ArrowUp') go(event, links[place - 1]);
    else if (key === 'ArrowDown') go(event, links[place + 1]);
    else if (key === 'Escape') go(event, field);
  });
}

/**
 * @param {Event} event
 * @param {HTMLElement | undefined} element
 */
function go(event, element) {
  event.preventDefault();
  element?.focus({ preventScroll: element.id === 'composer' });
  if (element?.matches('.link')) element.scrollIntoView({ block: 'nearest' });
}

/** @param {HTMLElement} box */
function linksOf(box) {
  /** @type {NodeListOf<HTMLElement>} */
  const links = box.querySelectorAll('.link');
  return [...links].filter(link => link.offsetParent);
}

/** @param {HTMLElement} box */
function inSight(box) {
  const { top, bottom } = box.getBoundingClientRect();
  return linksOf(box).filter(link => {
    const place = link.getBoundingClientRect();
    return place.bottom > top && place.top < bottom;
  });
}
