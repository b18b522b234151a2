// The page through real proxies, by the files in docs/proxy, at the root and below a
// path: a browser chats, comes back after a restart, and the server knows from where.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { cleanup } from './cleanup.js';
import { enter } from './guest.js';
import { peer } from './peer.js';
import { free } from './ports.js';
import { open } from './server.js';

const BROWSER = '127.0.0.9'; // from where the browser seems to come

/** How each proxy is started. */
const PROXIES = {
  nginx: {
    file: 'nginx.conf', command: 'nginx', args: own => ['-e', 'stderr', '-p', own, '-c', join(own, 'conf')],
    conf: (text, port) => `daemon off; pid nginx.pid; error_log stderr notice; events {}
      http { access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
      scgi_temp_path scgi; server { listen 127.0.0.1:${port}; ${text} } }`,
  },
  apache: {
    file: 'apache.conf', command: 'apache2', args: own => ['-D', 'FOREGROUND', '-f', join(own, 'conf')],
    conf: (text, port, own) => `${['mpm_event', 'authz_core', 'alias', 'proxy', 'proxy_http']
      .map(name => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so\n`).join('')}
User www-data
Group www-data
ServerRoot "${own}"
DefaultRuntimeDir "${own}"
PidFile apache.pid
ServerName localhost
Listen 127.0.0.1:${port}
ErrorLog "error.log"
LogLevel notice
${text}`,
  },
  caddy: {
    file: 'Caddyfile', command: 'caddy',
    args: own => ['run', '--adapter', 'caddyfile', '--config', join(own, 'conf')],
    conf: (text, port, own) => `{\nadmin off\nstorage file_system ${own}\n}\n${text.replace('chat.example.org {', `http://127.0.0.1:${port} {`)}`,
  },
};

for (const [name, how] of Object.entries(PROXIES)) {
  for (const prefix of ['/', '/chat/']) {
    test(`${name} at ${prefix}`, async t => {
      const house = await open(t, '--trusted-proxies', '127.0.0.1');
      const port = await through(t, await proxy(t, how, house, prefix));
      const [ann, bob] = [await enter(t, { url: `http://127.0.0.1:${port}${prefix}` }), await peer(t, house)];
      await ann.says('from outside');
      await bob.sees('from outside');
      await bob.says('from inside');
      await ann.sees('from inside');
      await house.stop();
      await ann.away();
      await house.start();
      await ann.reconnects();
      await ann.says('back again');
      assert.deepEqual(await ann.texts(), ['from outside', 'from inside', 'back again']);
      assert.match(house.log, new RegExp(`web connection ended addr=${BROWSER.replaceAll('.', '\\.')} `));
    });
  }
}

/** Starts a proxy for the house, and gives its port when it is ready. */
async function proxy(t, how, house, prefix) {
  const own = await mkdtemp(join(tmpdir(), 'proxy-'));
  await chmod(own, 0o755); // workers have a user of their own
  const port = await free();
  const text = await readFile(new URL(`../../docs/proxy/${how.file}`, import.meta.url), 'utf8');
  const here = text.replaceAll('127.0.0.1:9000', `127.0.0.1:${house.web}`).replaceAll('/chat/', prefix);
  await writeFile(join(own, 'conf'), how.conf(here, port, own));
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  const running = spawn(how.command, how.args(own), { stdio: ['ignore', 'ignore', 'pipe'], env });
  const ended = once(running, 'exit');
  cleanup(t, async () => {
    running.kill();
    await ended;
    await rm(own, { recursive: true, force: true });
  });
  let said = '';
  running.stderr.on('data', text => { said += text; });
  while (!await answers(port)) {
    assert.equal(running.exitCode, null, `${how.command} ends:\n${said}`);
    await pause(20);
  }
  return port;
}

/** Tells whether something listens. */
async function answers(port) {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Hands connections on to a port, from the address from which the browser seems to come. */
async function through(t, port) {
  const sockets = new Set();
  const server = createServer(outer => {
    const inner = connect({ host: '127.0.0.1', port, localAddress: BROWSER });
    for (const socket of [outer, inner]) sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
    outer.pipe(inner).pipe(outer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanup(t, () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return server.address().port;
}
