// Times are the server's (B15), shown in the browser's zone and in one form everywhere.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/**
 * "14:05".
 * @param {Date} at
 */
export function clock(at) {
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/**
 * The words of B15: "today, 14:05", "yesterday, 14:05", "3 Mar, 14:05", "3 Mar 2024, 14:05".
 * @param {Date} at
 * @param {Date} now
 */
export function words(at, now) {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  const day = sameDay(at, now) ? 'today' : sameDay(at, yesterday) ? 'yesterday' : date(at, now);
  return `${day}, ${clock(at)}`;
}

/**
 * What stands between two days: "Saturday, 22 Nov". It stays true overnight, as "today" would not.
 * @param {Date} at
 * @param {Date} now
 */
export function heading(at, now) {
  return `${WEEKDAYS[at.getDay()]}, ${date(at, now)}`;
}

/**
 * @param {Date} a
 * @param {Date} b
 */
export function sameDay(a, b) {
  return a.toDateString() === b.toDateString();
}

/**
 * @param {Date} at
 * @param {Date} now
 */
function date(at, now) {
  const year = at.getFullYear() === now.getFullYear() ? '' : ` ${at.getFullYear()}`;
  return `${at.getDate()} ${MONTHS[at.getMonth()]}${year}`;
}

/** @param {number} n */
function two(n) {
  return String(n).padStart(2, '0');
}
