// Makes the rows that stand between the messages, and those of messages that are not in the log yet.

import { clone, part } from '../shared/template.js';
import { figure, legible } from '../shared/text.js';

/**
 * A message of one's own that is not in the log yet.
 * @param {string} text
 */
export function waitingRow(text) {
  const row = clone('waiting-row');
  row.dataset.at = String(Date.now());
  part(row, '.text').textContent = legible(text);
  return row;
}

/**
 * A private line.
 * @param {string} text
 */
export function noticeRow(text) {
  const row = clone('notice-row');
  row.replaceChildren(...legible(text).split('\n').map(words => {
    const line = document.createElement('span');
    line.className = 'line';
    line.textContent = `${words}\n`;
    return line;
  }));
  return row;
}

/** What stands above the line "new": how much that is. */
export function sinceRow() {
  const row = noticeRow('');
  row.classList.add('since');
  return row;
}

/** The line that tells who came and left. It is not read out (B45). */
export function presenceRow() {
  const row = noticeRow('');
  row.classList.add('presence');
  row.ariaLive = 'off';
  return row;
}

/** A bar in place of messages that were left out. */
export function gapRow() {
  return clone('gap-row');
}

/** The line "new". */
export function dividerRow() {
  return clone('divider-row');
}

/**
 * @param {HTMLElement} bar
 * @param {number} count
 */
export function labelGap(bar, count) {
  part(bar, 'button').textContent = `${figure(count)} ${count === 1 ? 'message' : 'messages'} between`;
}
