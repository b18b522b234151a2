// Several servers of one room, over NATS servers of their own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanup } from './cleanup.js';
import { free } from './ports.js';
import { open } from './server.js';

/** Where tools/prepare puts it. */
const NATS = fileURLToPath(new URL('../../bin/nats-server', import.meta.url));

const NODES = 3;

/**
 * Servers of one room, until the end of the test.
 * @param {import('node:test').TestContext} t
 * @param {number} count
 */
export async function openServers(t, count) {
  const urls = await startNATS(t);
  const houses = [];
  for (let i = 0; i < count; i++) houses.push(await open(t, '--cluster', urls));
  return houses;
}

async function startNATS(t) {
  const folder = await mkdtemp(join(tmpdir(), 'nats-'));
  const ports = await Promise.all(Array.from({ length: 2 * NODES }, free));
  const routes = ports.slice(NODES).map(port => `nats-route://127.0.0.1:${port}`);
  const nodes = [];
  for (let i = 0; i < NODES; i++) {
    const config = join(folder, `${i}.conf`);
    await writeFile(config, `
      server_name: n${i}
      listen: "127.0.0.1:${ports[i]}"
      jetstream { store_dir: "${join(folder, `${i}`)}", sync_interval: always }
      cluster { name: test, listen: "127.0.0.1:${ports[NODES + i]}", routes: [${routes}] }
    `);
    nodes.push(spawn(NATS, ['-c', config], { stdio: 'ignore' }));
  }
  cleanup(t, async () => {
    for (const node of nodes) {
      const ended = once(node, 'exit');
      node.kill('SIGKILL');
      await ended;
    }
    await rm(folder, { recursive: true });
  });
  return ports.slice(0, NODES).map(port => `nats://127.0.0.1:${port}`).join(',');
}
