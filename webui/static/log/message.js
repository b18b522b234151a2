// Makes the rows of messages. What people wrote gets into the page here, and as text only.

import { fill } from './content.js';
import { clone, part } from '../shared/template.js';
import { legible } from '../shared/text.js';
import { clock, heading, sameDay, words } from '../shared/time.js';

/** Messages of one person within so many ms stand under one name; the time stands where the minute changes. */
const GROUP = 5 * 60_000;

/** A row for a message, to be drawn. */
export function messageRow() {
  return clone('message-row');
}

/**
 * Shows a message in its row, the first time or anew.
 * @param {HTMLElement} row
 * @param {import('../connection/protocol.js').Message} message
 * @param {string} own the name that mentions are looked for of, "" for none
 */
export function drawMessage(row, message, own) {
  const { seq, at, who, name, action, admin, bot, claimed, note, color, edited, deleted } = message;
  const time = new Date(at);
  row.dataset.seq = String(seq);
  row.dataset.who = who;
  row.dataset.at = String(at);
  row.classList.toggle('action', Boolean(action));
  row.classList.toggle('deleted', Boolean(deleted));
  row.style.setProperty('--person', color === undefined ? '' : `var(--person-${color})`);
  part(row, '.name').textContent = legible(name);
  fill(row, message, own);
  row.querySelector('.link')?.setAttribute('href', `./#m${seq}`);
  part(row, '.rank').hidden = !admin;
  part(row, '.bot').hidden = !bot;
  part(row, '.claimed').hidden = !claimed;
  part(row, '.note').hidden = !note;
  part(row, '.note').textContent = note ? `(${legible(note)})` : '';
  const stamp = /** @type {HTMLTimeElement} */ (part(row, 'time'));
  stamp.dateTime = time.toISOString();
  stamp.textContent = clock(time);
  stamp.title = words(time, new Date());
  const mark = part(row, '.edited');
  mark.hidden = !edited || Boolean(deleted);
  if (edited) mark.title = words(new Date(edited), new Date());
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
