// A crowd that writes, with no page of its own: a browser would draw and note all of it.

import { once } from 'node:events';
import { request } from 'node:http';
import { PATIENCE, within } from './patience.js';

/** How many write at the same time: one alone waits for the disk after each message. */
const WRITERS = 10;

/** How many messages each has under way: the last of too many would wait for the disk for longer than the server does. */
const WINDOW = 20;

/** Kinds of frames, each the last of its message (RFC 6455, 5.2). */
const TEXT = 0x81, PING = 0x89, PONG = 0x8a;

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
    if (next < mine.length) send(socket, TEXT, JSON.stringify({ type: 'say', id: `crowd-${next}`, text: mine[next++] }));
  };
  send(socket, TEXT, '{"type":"hello"}');
  for (let i = 0; i < WINDOW; i++) say();
  for await (const { kind, payload } of frames(socket)) {
    if (kind === PING) send(socket, PONG, payload);
    if (kind !== TEXT) continue;
    for (const line of payload.toString().split('\n')) {
      if (line.startsWith('{"type":"error"')) throw new Error(line);
      if (!line.startsWith('{"type":"stored"')) continue;
      const { id, seq } = JSON.parse(line);
      stored.set(seq, mine[id.slice('crowd-'.length)]);
      if (--missing === 0) return; // which ends the connection
      say();
    }
  }
  throw new Error(`closed with ${missing} of ${mine.length} not stored`);
}

/** Opens a WebSocket (RFC 6455, 4.1): the connection below it. */
async function connect(house) {
  const headers = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==' };
  const asked = request(`${house.url}ws`, { headers });
  asked.on('response', ({ statusCode }) => asked.destroy(new Error(`the WebSocket is answered with ${statusCode}`)));
  asked.end();
  const [, socket, head] = await within(once(asked, 'upgrade'), 'a WebSocket');
  socket.unshift(head);
  socket.setTimeout(PATIENCE, () => socket.destroy(new Error(`the server said nothing for ${PATIENCE / 1000} s`)));
  return socket;
}

/** Sends a frame, masked with zeros (RFC 6455, 5.2). */
function send(socket, kind, payload) {
  const data = Buffer.from(payload);
  const size = data.length < 126 ? [0x80 | data.length] : [0x80 | 126, data.length >> 8, data.length & 0xff];
  socket.write(Buffer.concat([Buffer.from([kind, ...size, 0, 0, 0, 0]), data]));
}

/** What comes from a server, which does not mask: whole frames. */
async function* frames(socket) {
  let unread = Buffer.alloc(0);
  for await (const data of socket) {
    unread = Buffer.concat([unread, data]);
    for (let frame; (frame = first(unread)); unread = unread.subarray(frame.end)) yield frame;
  }
}

/** The first frame of what came, when it is whole. */
function first(data) {
  const short = data[1] & 0x7f;
  const start = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (data.length < start) return null;
  const end = start + (short === 127 ? Number(data.readBigUInt64BE(2)) : short === 126 ? data.readUInt16BE(2) : short);
  return data.length < end ? null : { kind: data[0], payload: data.subarray(start, end), end };
}

/**
 * "kind 1", "kind 2" and so on.
 * @param {string} kind
 * @param {number} n
 */
export function numbered(kind, n) {
  return Array.from({ length: n }, (_, i) => `${kind} ${i + 1}`);
}
