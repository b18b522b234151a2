/** How many combining marks a screen is given on one letter (B53). */
const MAX_MARKS = 8;

/** What no text may show: controls but tab and line feed, separators, direction overrides and isolates. */
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** What joins the letter before it. Joiners count, or marks could go on for ever behind one. */
const JOINED = /[\p{M}\u200c\u200d]+/gu;

/**
 * The text made safe for the screen. Whatever people wrote, names too, passes
 * through here on its way into the page, and then into textContent only (B53).
 * @param {string} text
 */
export function legible(text) {
  return text.replace(UNSAFE, '').replace(JOINED, run => [...run].slice(0, MAX_MARKS).join(''));
}

/**
 * How many code points a text has: what the server counts (B21).
 * @param {string} text
 */
export function length(text) {
  let n = 0;
  for (const _ of text) n++;
  return n;
}

/**
 * A number as people write it: 1240 is "1,240".
 * @param {number} n
 */
export function figure(n) {
  return n.toLocaleString('en');
}
