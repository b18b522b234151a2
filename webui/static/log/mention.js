import { fold, inName } from '../shared/names.js';
import { length } from '../shared/text.js';

/** Names of so many letters or fewer are words of many languages: they need the @ (B41). */
const SHORT = 2;

/** What is inside these mentions nobody. */
const QUIET = 'code, pre, a';

/**
 * Where a text mentions a name: "@name", or the name as a whole word, case
 * ignored (B41). The cases stand in room/names/testdata/mentions.json.
 * @param {string} text with no code and no link in it
 * @param {string} name
 * @returns {[start: number, end: number][]} in UTF-16 units, the @ included
 */
export function mentions(text, name) {
  const sought = fold(name), short = length(name.normalize('NFC')) <= SHORT;
  /** @type {[number, number][]} */
  const found = [];
  for (const [start, end] of wordsOf(text)) {
    if (fold(text.slice(start, end)) !== sought) continue;
    const marked = text[start - 1] === '@';
    const address = marked && inName([...text.slice(Math.max(0, start - 3), start - 1)].at(-1) ?? ''); // joe@sam
    if (marked ? !address : !short) found.push([marked ? start - 1 : start, end]);
  }
  return found;
}

/**
 * Where the runs are of characters that names are made of.
 * @param {string} text
 * @returns {[start: number, end: number][]}
 */
function wordsOf(text) {
  /** @type {[number, number][]} */
  const found = [];
  let start = 0, at = 0;
  for (const character of [...text, ' ']) {
    if (!inName(character)) {
      if (start < at) found.push([start, at]);
      start = at + character.length;
    }
    at += character.length;
  }
  return found;
}

/**
 * Marks the mentions of a name in an element, by elements and not by color alone.
 * @param {HTMLElement} box
 * @param {string} name
 * @returns {boolean} whether there were any
 */
export function markMentions(box, name) {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const texts = [];
  while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode));
  const prose = texts.map(text => text.parentElement?.closest(QUIET) ? ' '.repeat(text.length) : text.data).join('');
  const found = mentions(prose, name);
  let end = prose.length;
  for (const text of texts.reverse()) {
    const start = end - text.length;
    for (const [from, to] of found.toReversed()) mark(text, Math.max(from, start) - start, Math.min(to, end) - start);
    end = start;
  }
  return found.length > 0;
}

/**
 * Marks a part of a text, if there is anything of it.
 * @param {Text} text
 * @param {number} from
 * @param {number} to
 */
function mark(text, from, to) {
  if (from >= to) return;
  const element = document.createElement('mark');
  const word = text.splitText(from);
  word.splitText(to - from);
  word.replaceWith(element);
  element.append(word);
}
