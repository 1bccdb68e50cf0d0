import { type ByteSource, SourceError } from '../core/index.ts';
import { fromBytes } from './from-bytes.ts';

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

/** Asked for first: enough for every header that we sniff, and the whole of a small file. */
const FIRST_BYTES = 64 * 1024;

/**
 * A file behind a URL. One ranged request finds out the length; a server that answers with the whole body (no range support)
 * is taken at its word and the body kept in memory.
 * @throws SourceError SOURCE_UNREADABLE when the network fails or the server refuses (`status` in the context).
 */
export async function fromUrl(url: string, fetchBytes: Fetch = fetch): Promise<ByteSource> {
  const name = nameOf(url);
  const first = await request(url, 0, FIRST_BYTES, fetchBytes);
  if (first.status === 416) return fromBytes(name, new Uint8Array(0)); // a range of an empty file cannot be satisfied
  const head = await body(first, url);
  if (first.status !== 206) return fromBytes(name, head);
  const size = totalLength(first);
  if (size === undefined) return fromBytes(name, await body(await request(url, undefined, undefined, fetchBytes), url));
  return {
    name,
    path: name,
    size,
    async read(start, end) {
      const from = Math.max(0, start);
      const to = Math.min(size, end);
      if (to <= from) return new Uint8Array(0);
      if (to <= head.length) return head.subarray(from, to);
      const response = await request(url, from, to, fetchBytes);
      const bytes = await body(response, url);
      const wanted = response.status === 206 ? bytes : bytes.subarray(from, to);
      if (wanted.length !== to - from) {
        throw unreadable(url, `the server sent ${wanted.length} of ${to - from} bytes`, response.status);
      }
      return wanted;
    },
  };
}

async function request(
  url: string,
  start: number | undefined,
  end: number | undefined,
  fetchBytes: Fetch,
): Promise<Response> {
  let response: Response;
  try {
    const headers = start === undefined || end === undefined ? undefined : { Range: `bytes=${start}-${end - 1}` };
    response = await fetchBytes(url, headers === undefined ? {} : { headers });
  } catch (cause) {
    throw unreadable(
      url,
      'there is no connection, or the server does not allow other pages to read it',
      undefined,
      cause,
    );
  }
  const emptyFile = response.status === 416 && start === 0 && totalLength(response) === 0;
  if (!response.ok && !emptyFile) throw unreadable(url, `the server answered ${response.status}`, response.status);
  return response;
}

async function body(response: Response, url: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw unreadable(url, 'the connection broke while reading', response.status, cause);
  }
}

/** `Content-Range: bytes 0-9/100` → 100; undefined when the server hides it (`*`, or not exposed by CORS). */
function totalLength(response: Response): number | undefined {
  const total = /\/(\d+)\s*$/.exec(response.headers.get('content-range') ?? '')?.[1];
  return total === undefined ? undefined : Number(total);
}

function nameOf(url: string): string {
  const last = (url.split(/[?#]/)[0] ?? '').split('/').filter(Boolean).at(-1) ?? url;
  try {
    return decodeURIComponent(last);
  } catch {
    return last; // a stray % is part of the name
  }
}

function unreadable(url: string, why: string, status?: number, cause?: unknown): SourceError {
  const message = `Could not read the address: ${why}. Check that it opens in a browser tab: ${url}`;
  return new SourceError('SOURCE_UNREADABLE', message, { url, status }, cause);
}
