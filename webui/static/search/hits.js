import { marks } from './marks.js';
import { clone, part } from '../shared/template.js';
import { legible } from '../shared/text.js';
import { words } from '../shared/time.js';

/** So many characters of a message are shown, a third of them before what was found. */
const SHOWN = 240;

/**
 * A row that tells of a message which was found, and leads to it.
 * @param {import('../connection/protocol.js').Message} message
 * @param {RegExp | undefined} wanted what to mark
 */
export function hitRow(message, wanted) {
  const { seq, at, name, color, text = '' } = message;
  const row = clone('hit-row');
  row.querySelector('a')?.setAttribute('href', `#m${seq}`);
  part(row, '.name').textContent = legible(name);
  part(row, '.name').style.setProperty('--person', color === undefined ? '' : `var(--person-${color})`);
  const time = /** @type {HTMLTimeElement} */ (part(row, 'time'));
  time.dateTime = new Date(at).toISOString();
  time.textContent = words(new Date(at), new Date());
  part(row, '.text').append(...excerpt(text, marks(text, wanted)));
  return row;
}

/**
 * @param {number} count of the hits that are shown
 * @param {boolean} more there are older ones
 */
export function summary(count, more) {
  return count ? `${count}${more ? ' newest' : ''} found` : 'nothing found';
}

/**
 * @param {string} text
 * @param {[number, number][]} found
 * @returns {(string | HTMLElement)[]}
 */
function excerpt(text, found) {
  const from = Math.max(0, (found[0]?.[0] ?? 0) - SHOWN / 3);
  const to = Math.min(text.length, from + SHOWN);
  const pieces = /** @type {(string | HTMLElement)[]} */ (from > 0 ? ['…'] : []);
  let done = from;
  for (const [begin, end] of found) {
    if (begin < done || end > to) continue;
    const mark = document.createElement('mark');
    mark.textContent = legible(text.slice(begin, end));
    pieces.push(legible(text.slice(done, begin)), mark);
    done = end;
  }
  pieces.push(legible(text.slice(done, to)), to < text.length ? '…' : '');
  return pieces;
}
