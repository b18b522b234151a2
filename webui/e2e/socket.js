// A WebSocket (RFC 6455) that costs little: one frame in, one frame out.

import { once } from 'node:events';
import { request } from 'node:http';
import { PATIENCE, within } from './patience.js';

/** Kinds of frames, each the last of its message (5.2). */
const TEXT = 0x81, PING = 0x89, PONG = 0x8a;

/**
 * Opens one to a room: the connection below it (4.1).
 * @param {{url: string}} house
 */
export async function connect(house) {
  const headers = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==' };
  const asked = request(`${house.url}ws`, { headers });
  asked.on('response', ({ statusCode }) => asked.destroy(new Error(`the WebSocket is answered with ${statusCode}`)));
  asked.end();
  const [, socket, head] = await within(once(asked, 'upgrade'), 'a WebSocket');
  socket.unshift(head);
  socket.setTimeout(PATIENCE, () => socket.destroy(new Error(`the server said nothing for ${PATIENCE / 1000} s`)));
  return socket;
}

/** Sends an object. */
export function send(socket, object) {
  frame(socket, TEXT, JSON.stringify(object));
}

/** The lines that come, an object each; pings are answered. */
export async function* lines(socket) {
  for await (const { kind, payload } of frames(socket)) {
    if (kind === PING) frame(socket, PONG, payload);
    if (kind === TEXT) yield* payload.toString().split('\n').filter(Boolean);
  }
}

/** Sends a frame, masked with zeros. */
function frame(socket, kind, payload) {
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
