// Makes the rows of the log. What people wrote gets into the page here, and as text only.

import { fill } from './content.js';
import { legible, figure } from './text.js';
import { clock, heading, sameDay, words } from './time.js';

/** Messages of one person within so many ms stand under one name; the time stands where the minute changes. */
const GROUP = 5 * 60_000;

/**
 * A message as the log shows it.
 * @param {import('./wire.js').Message} message
 * @param {string} own the name that mentions are looked for of, "" for none
 */
export function messageRow(message, own) {
  const { seq, at, who, name, action, admin, color } = message;
  const row = clone('message-row');
  const time = new Date(at);
  row.dataset.seq = String(seq);
  row.dataset.who = who;
  row.dataset.at = String(at);
  row.classList.toggle('action', Boolean(action));
  row.style.setProperty('--person', color === undefined ? '' : `var(--person-${color})`);
  part(row, '.name').textContent = legible(name);
  fill(row, message, own);
  row.querySelector('.link')?.setAttribute('href', `#m${seq}`);
  part(row, '.badge').hidden = !admin;
  const stamp = /** @type {HTMLTimeElement} */ (part(row, 'time'));
  stamp.dateTime = time.toISOString();
  stamp.textContent = clock(time);
  stamp.title = words(time, new Date());
  return row;
}

/**
 * Tells a row what stands before it: whether it begins a group, or a day.
 * @param {HTMLElement} row
 * @param {HTMLElement | undefined} before the message before it
 */
export function arrange(row, before) {
  const at = new Date(Number(row.dataset.at));
  const newDay = !before || !sameDay(at, new Date(Number(before.dataset.at)));
  const apart = row.previousElementSibling !== before; // by a bar or a private line
  row.classList.toggle('head', newDay || apart || !goesOn(row, before));
  row.classList.toggle('minute', !before || minute(row) !== minute(before));
  if (newDay) row.dataset.day = heading(at, new Date());
  else delete row.dataset.day;
}

/**
 * "today" does not stay true: the words are made anew when they are about to be read.
 * @param {EventTarget | null} target
 */
export function freshen(target) {
  if (target instanceof HTMLTimeElement) target.title = words(new Date(target.dateTime), new Date());
}

/**
 * Whether a row needs no name, being of the same person as the one before it.
 * @param {HTMLElement} row
 * @param {HTMLElement | undefined} before
 */
export function goesOn(row, before) {
  return before?.dataset.who === row.dataset.who
    && Number(row.dataset.at) - Number(before?.dataset.at) < GROUP
    && ![row, before].some(one => one?.classList.contains('action'));
}

/** @param {HTMLElement} row */
function minute(row) {
  return Math.floor(Number(row.dataset.at) / 60_000);
}

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
  row.textContent = legible(text);
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

/**
 * @param {HTMLElement} row
 * @param {string} selector of what every such row has
 */
export function part(row, selector) {
  const found = row.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`a row lacks ${selector}`);
  return found;
}

/** @param {string} id of a template with one element */
function clone(id) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  return /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
}
