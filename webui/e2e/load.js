// A crowd that writes, with no page of its own: a browser would draw and note all of it.

import { connect, lines, send } from './socket.js';

/** How many write at the same time: one alone waits for the disk, and each hears what all write. */
const WRITERS = 4;

/** How many messages each has under way: the last of too many would wait for the disk for longer than the server does. */
const WINDOW = 20;

/**
 * Has people of their own write many messages at once.
 * @param {{url: string}} house
 * @param {string[]} texts
 * @returns {Promise<string[]>} the texts in the order in which they were stored
 */
export async function write(house, texts) {
  const writers = Math.min(WRITERS, Math.ceil(texts.length / 100));
  const stored = new Map(); // number to text
  await Promise.all(Array.from({ length: writers }, (_, w) => one(house, texts.filter((_, i) => i % writers === w), stored)));
  return [...stored.keys()].sort((a, b) => a - b).map(seq => stored.get(seq));
}

/** Has one person write: thousands of messages may take long, and each may take what one thing may. */
async function one(house, mine, stored) {
  const socket = await connect(house);
  let missing = mine.length, next = 0;
  const say = () => {
    if (next < mine.length) send(socket, { type: 'say', id: `crowd-${next}`, text: mine[next++] });
  };
  send(socket, { type: 'hello' });
  for (let i = 0; i < WINDOW; i++) say();
  for await (const line of lines(socket)) {
    if (line.startsWith('{"type":"error"')) throw new Error(line);
    if (!line.startsWith('{"type":"stored"')) continue;
    const { id, seq } = JSON.parse(line);
    stored.set(seq, mine[id.slice('crowd-'.length)]);
    if (--missing === 0) return; // which ends the connection
    say();
  }
  throw new Error(`closed with ${missing} of ${mine.length} not stored`);
}

/**
 * "kind 1", "kind 2" and so on.
 * @param {string} kind
 * @param {number} n
 */
export function numbered(kind, n) {
  return Array.from({ length: n }, (_, i) => `${kind} ${i + 1}`);
}
