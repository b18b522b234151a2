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

const UNITS = /** @type {const} */ ([[86_400, 'd'], [3600, 'h'], [60, 'm'], [1, 's']]);

/**
 * A length of time in the largest unit that goes into it: "10 s", "2 h".
 * @param {number} ms
 */
export function span(ms) {
  const seconds = Math.ceil(ms / 1000);
  const [length, name] = UNITS.find(([length]) => seconds >= length && seconds % length === 0) ?? [1, 's'];
  return `${seconds / length} ${name}`;
}

/**
 * What is left of a time, as a countdown shows it: "42 s", "9:42", "3 h 12 m", "2 d 3 h".
 * @param {number} seconds
 */
export function rest(seconds) {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  const [large, small] = seconds < 86_400 ? [UNITS[1], UNITS[2]] : [UNITS[0], UNITS[1]];
  const less = Math.floor(seconds % large[0] / small[0]);
  return `${Math.floor(seconds / large[0])} ${large[1]}${less ? ` ${less} ${small[1]}` : ''}`;
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
