// `npm start`: builds the page when it is stale, serves it on this machine, and opens it.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildPage } from './build-page.mjs';
import { ROOT } from './stamp.mjs';
import { serveFolder } from './static-server.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4173' },
    'strict-port': { type: 'boolean', default: false },
    'no-open': { type: 'boolean', default: false },
  },
});

const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`--port wants a number from 0 to 65535, not ${values.port}`);
  process.exit(2);
}

const startedMs = Date.now();
try {
  if (await buildPage({ echo: true })) console.log(`built in ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const server = await serveFolder({ root: path.join(ROOT, 'dist'), port, searchPorts: values['strict-port'] ? 0 : 20 });
console.log(`Voxelens is at ${server.url} (Ctrl+C stops it)`);
if (!values['no-open']) openInBrowser(server.url);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void server.close().then(() => process.exit(0)));

function openInBrowser(url) {
  const command = {
    darwin: ['open', url],
    win32: ['cmd', '/c', 'start', '', url],
    linux: process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['xdg-open', url] : undefined,
  }[process.platform];
  if (!command) return;
  const [program, ...args] = command;
  // Nothing to do when it fails: the address is on the screen.
  spawn(program, args, { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
