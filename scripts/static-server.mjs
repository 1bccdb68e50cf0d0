// Serves a folder over HTTP the way any static host would, plus the two headers that SharedArrayBuffer needs.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.ply': 'application/octet-stream',
  '.png': 'image/png',
  '.safetensors': 'application/octet-stream',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.wgsl': 'text/wgsl; charset=utf-8',
};

const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Accept-Ranges': 'bytes',
  // Revalidate: a rebuilt page must never run with the scripts of the one before.
  'Cache-Control': 'no-cache',
};

/** The file that a request path names inside `root`, or undefined. Never leaves `root`. */
export function resolveRequest(root, url) {
  let pathname;
  try {
    pathname = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
  const wanted = path.join(root, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
  if (wanted !== root && !wanted.startsWith(root + path.sep)) return undefined;
  return fs.statSync(wanted, { throwIfNoEntry: false })?.isFile() ? wanted : undefined;
}

/** `bytes=a-b`, `bytes=a-` or `bytes=-n` as a half-open range; undefined when absent, null when it cannot be met. */
export function parseRange(header, size) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' || match[2] === '' ? size : Math.min(size, Number(match[2]) + 1);
  return start < end ? { start, end } : null;
}

function respond(root, request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...HEADERS, Allow: 'GET, HEAD' }).end();
    return;
  }
  const file = resolveRequest(root, request.url ?? '/');
  if (!file) {
    response.writeHead(404, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');
    return;
  }
  const { size } = fs.statSync(file);
  const range = parseRange(request.headers.range, size);
  const type = { 'Content-Type': TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream' };
  if (range === null) {
    response.writeHead(416, { ...HEADERS, 'Content-Range': `bytes */${size}` }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: size };
  const partial = range ? { 'Content-Range': `bytes ${start}-${end - 1}/${size}` } : {};
  response.writeHead(range ? 206 : 200, { ...HEADERS, ...type, ...partial, 'Content-Length': end - start });
  if (request.method === 'HEAD' || start === end) response.end();
  else
    fs.createReadStream(file, { start, end: end - 1 })
      .on('error', () => response.destroy())
      .pipe(response);
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => {
      server.off('error', reject);
      resolve(server.address().port);
    });
  });
}

/**
 * @param {{ root: string, port?: number, searchPorts?: number }} options `port` 0 takes any free one; `searchPorts` is how many
 * following ports may be tried when it is taken
 * @returns {Promise<{ url: string, port: number, close: () => Promise<void> }>}
 */
export async function serveFolder({ root, port = 0, searchPorts = 0 }) {
  const absolute = path.resolve(root);
  const server = http.createServer((request, response) => respond(absolute, request, response));
  for (let candidate = port; ; candidate++) {
    try {
      const bound = await listen(server, candidate);
      return {
        url: `http://localhost:${bound}/`,
        port: bound,
        close: () =>
          new Promise((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      };
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || candidate >= port + searchPorts) throw error;
    }
  }
}
