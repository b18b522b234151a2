// Ports for servers that end and start again.

import { once } from 'node:events';
import { createServer } from 'node:net';

/** The kernel gives none of these to connections, so that nobody takes one by accident in between; browsers go to all of them. */
const LOWEST = 12_000;
const COUNT = 20_000;

/** A port on which nothing listens. */
export async function free() {
  const server = createServer();
  for (;;) {
    try {
      server.listen(LOWEST + Math.floor(Math.random() * COUNT), '127.0.0.1');
      await once(server, 'listening');
      break;
    } catch (error) {
      if (error.code !== 'EADDRINUSE') throw error;
    }
  }
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
