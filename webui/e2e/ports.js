// Ports for servers that end and start again.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** The kernel gives none of these to connections, so that nobody takes one by accident in between; browsers go to all of them. */
const LOWEST = 12_000;
const COUNT = 20_000;

/** Whose a port is, is known by the UDP port of the same number here. */
const HELD = '127.0.0.2';

/** A port on which nothing listens, and which no other test takes as long as this process runs. */
export async function free() {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * COUNT);
    if (await hold(port) && await isUnused(port)) return port;
  }
}

/** Takes a port for this process; false if somebody has it. */
async function hold(port) {
  const socket = createSocket('udp4').unref();
  return takes(socket, () => socket.bind(port, HELD));
}

async function isUnused(port) {
  const server = createServer();
  const unused = await takes(server, () => server.listen(port, '127.0.0.1'));
  if (unused) await once(server.close(), 'close');
  return unused;
}

/** Whether a socket gets the port that it is to listen on. */
async function takes(socket, listen) {
  const listening = once(socket, 'listening');
  listen();
  try {
    await listening;
    return true;
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    return false;
  }
}
