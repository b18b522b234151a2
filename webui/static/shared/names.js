/** A character that a name may hold (B33) and that can be seen. */
const NAME_CHARACTER = /^[\p{L}\p{M}\p{Nd}_]$/u;
const INVISIBLE = /^\p{Default_Ignorable_Code_Point}$/u;

/** @param {string} character */
export function inName(character) {
  return NAME_CHARACTER.test(character) && !INVISIBLE.test(character);
}

/**
 * What two names that differ in case alone share.
 * @param {string} name
 */
export function fold(name) {
  return name.normalize('NFC').toLowerCase();
}

/**
 * Compares names as people do: user2 before user10, case ignored (B27).
 * @param {string} a
 * @param {string} b
 */
export function natural(a, b) {
  const x = pieces(a), y = pieces(b);
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const difference = comparePieces(x[i], y[i]);
    if (difference) return difference;
  }
  return x.length - y.length || (a < b ? -1 : a > b ? 1 : 0);
}

/**
 * Single characters and whole numbers.
 * @param {string} name
 */
function pieces(name) {
  return fold(name).match(/[0-9]+|[^0-9]/gu) ?? [];
}

/**
 * @param {string} a
 * @param {string} b
 */
function comparePieces(a, b) {
  if (!isNumber(a) || !isNumber(b)) return codePoint(a) - codePoint(b);
  const v = a.replace(/^0+/, ''), w = b.replace(/^0+/, '');
  return v.length - w.length || (v < w ? -1 : v > w ? 1 : 0);
}

/** @param {string} piece */
function isNumber(piece) {
  return piece >= '0' && piece < ':';
}

/** @param {string} piece */
function codePoint(piece) {
  return piece.codePointAt(0) ?? 0;
}
