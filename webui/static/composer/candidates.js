// What may stand in a word's place (B27, B28): the same in the terminal.

import { fold, natural } from '../shared/names.js';

/**
 * @typedef {import('../connection/protocol.js').Argument} Argument
 *
 * @typedef {object} Offer whom and what Tab may offer
 * @property {string} self the person's own name
 * @property {string[]} online names of those here, in any order
 * @property {string[]} recent names of those who wrote last
 * @property {string[]} messages numbers of messages, the newest first
 * @property {string[]} [acts] numbers of acts that can be taken back, likewise
 * @property {string[]} [bans] numbers of bans in force, likewise
 * @property {import('../connection/protocol.js').Command[]} commands that the person may use
 */

/**
 * @param {Offer} offer
 * @param {string} head what stands left of the word
 * @param {string} word
 * @returns {string[]}
 */
export function candidates(offer, head, word) {
  if (head === '/') return beginning(word, offer.commands.map(command => command.word)).sort(natural);
  const { args, mark } = expected(offer, head);
  for (const arg of args) {
    if (arg.kind === 'text') break;
    const found = fitting(offer, arg, mark, word);
    if (found.length > 0 || !arg.optional) return found;
  }
  return word === '' && !head.endsWith('@') ? [] : names(offer, word);
}

/**
 * The arguments of a command from the one on that a word behind head is for,
 * and the mark that stands before the word. None where head is no command.
 * @param {Offer} offer
 * @param {string} head
 * @returns {{ args: Argument[], mark: string }}
 */
function expected({ commands }, head) {
  const typed = head.split(/\s+/u), mark = typed.pop() ?? '';
  if (!head.startsWith('/') || typed.length === 0) return { args: [], mark };
  const word = typed[0].slice(1).toLowerCase();
  return { args: commands.find(command => command.word === word)?.args.slice(typed.length - 1) ?? [], mark };
}

/**
 * What is offered for an argument and begins with the word.
 * @param {Offer} offer
 * @param {Argument} arg
 * @param {string} mark
 * @param {string} word
 */
function fitting(offer, { kind, choices = [] }, mark, word) {
  if (kind === 'name' && (mark === '' || mark === '@')) return names(offer, word);
  if (kind === 'message' && (mark === '' || mark === '#')) return beginning(word, offer.messages);
  if (mark !== '') return [];
  if (kind === 'act') return beginning(word, offer.acts ?? []);
  return beginning(word, kind === 'ban' ? offer.bans ?? [] : choices);
}

/**
 * The names that begin with the word: those online, then recent writers, the person itself last.
 * @param {Offer} offer
 * @param {string} word
 */
function names({ self, online, recent }, word) {
  const away = recent.filter(name => !online.includes(name));
  const others = [online, away].map(names => names.filter(name => name !== self));
  return [...others, [self]].flatMap(names => [...new Set(beginning(word, names))].sort(natural));
}

/**
 * @param {string} word
 * @param {string[]} all
 */
function beginning(word, all) {
  return all.filter(one => fold(one).startsWith(fold(word)));
}
