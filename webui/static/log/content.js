// What a message says, as it is shown: marked up, mentions marked, folded if long.

import { copies } from '../shared/clipboard.js';
import { markMentions } from './mention.js';
import { clone, part } from '../shared/template.js';
import { figure, legible, length } from '../shared/text.js';

/** A longer text is folded. */
const LINES = 15;
const CHARS = 1500;

/** What is shown in place of a text that was taken back (B25). */
const DELETED = 'message deleted';

/**
 * Fills a row with the text of its message.
 * @param {HTMLElement} row
 * @param {import('../connection/protocol.js').Message} message
 * @param {string} name one's own, "" to look for no mention
 */
export function fill(row, { text = DELETED, html, deleted }, name) {
  const box = part(row, '.text');
  if (html) showServerHTML(box, html);
  else box.textContent = legible(text);
  row.classList.toggle('mentioned', name !== '' && !deleted && markMentions(box, name));
  const open = row.querySelector('.fold') && !row.classList.contains('folded');
  row.classList.remove('folded');
  row.querySelector('.fold')?.remove();
  if (text.length > LINES) foldLong(row, text, Boolean(open));
}

/**
 * THE ONE PLACE where HTML gets into the page. It was made by the server, from
 * the text, and holds only what its policy lets pass: strong, em, del, code,
 * pre, blockquote and links to http and https. Nothing else may ever be given
 * to this function, no name and no text of anybody.
 * @param {HTMLElement} box
 * @param {string} html the field of that name of a message
 */
function showServerHTML(box, html) {
  box.innerHTML = html;
}

/**
 * @param {HTMLElement} row
 * @param {string} text
 * @param {boolean} open whether all of it is shown at first
 */
function foldLong(row, text, open) {
  const lines = text.split('\n').length, chars = length(text);
  if (lines <= LINES && chars <= CHARS) return;
  const bar = clone('fold-bar');
  const [toggle, copy] = /** @type {NodeListOf<HTMLElement>} */ (bar.querySelectorAll('button'));
  const all = lines > LINES ? `Show all ${figure(lines)} lines` : `Show all ${figure(chars)} characters`;
  const fold = (/** @type {boolean} */ folded) => {
    row.classList.toggle('folded', folded);
    toggle.ariaExpanded = String(!folded);
    toggle.textContent = folded ? all : 'Show less';
  };
  toggle.addEventListener('click', () => fold(!row.classList.contains('folded')));
  copies(copy, () => text);
  fold(!open);
  row.append(bar);
}
