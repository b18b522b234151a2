// Which stretches of a text a query means: as the server finds them, or nearly so.

/** Scripts that are written without spaces: every character is a word. */
const SINGLE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]/u;
const LETTER = /[\p{L}\p{N}\p{M}]/u;

/**
 * @param {string} query
 * @returns {RegExp | undefined} that finds its words in a folded text; undefined if it has none
 */
export function pattern(query) {
  const parts = [...query.replace(/[“”„‟]/g, '"').matchAll(/"([^"]*)"?|(\S+)/g)]
    .filter(([, , word]) => !/^(from|after|before|has):/i.test(word ?? ''))
    .map(([, phrase, word]) => fold(phrase ?? word).text.trim().split(/ +/).filter(Boolean))
    .filter(words => words.length > 0)
    .map(words => edge(words[0][0], '(?<![\\p{L}\\p{N}])') + words.join(' +') + edge(words.at(-1)?.at(-1) ?? '', '(?![\\p{L}\\p{N}])'));
  return parts.length > 0 ? new RegExp(parts.join('|'), 'gu') : undefined;
}

/**
 * @param {string} character at an end of what is looked for
 * @param {string} border that there must be where words are parted by spaces
 */
function edge(character, border) {
  return SINGLE.test(character) ? '' : border;
}

/**
 * A text in small letters without accents, a space for whatever is no letter or digit.
 * @param {string} text
 * @returns {{text: string, places: number[]}} and where in the given text each of its characters stands, and its end
 */
export function fold(text) {
  let folded = '', at = 0;
  const places = [];
  for (const character of text) {
    const plain = SINGLE.test(character) ? character : character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    const shown = LETTER.test(character) ? plain : ' ';
    for (let i = 0; i < shown.length; i++) places.push(at);
    folded += shown;
    at += character.length;
  }
  places.push(text.length);
  return { text: folded, places };
}

/**
 * @param {string} text
 * @param {RegExp | undefined} wanted a pattern
 * @returns {[number, number][]} from and to, in order
 */
export function marks(text, wanted) {
  if (!wanted) return [];
  const folded = fold(text);
  return [...folded.text.matchAll(wanted)].filter(([found]) => found !== '')
    .map(({ index, 0: found }) => [folded.places[index], folded.places[index + found.length]]);
}
