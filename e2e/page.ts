import fs from 'node:fs';
import path from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
// Brings the type of `window.voxelens`.
import type { Probe } from '../src/app/probe.ts';

export { expect, type Page };

export const SHARED = path.resolve(import.meta.dirname, '../../shared/data');
const ARTIFACTS = path.resolve(import.meta.dirname, 'artifacts');
/** A software GPU does about 1 GFLOP/s, and shares its cores with the page. */
export const UNDERSTOOD_MS = 300_000;
/** A picture of the page takes a second or two. */
const STALLED_MS = 30_000;

export type State = ReturnType<Probe['state']>;

/** Every test also asserts that no request left the page's origin and that nothing was thrown and not caught. */
export const test = base.extend<{ guarded: Page }>({
  guarded: async ({ page, baseURL }, use) => {
    const outside: string[] = [];
    const thrown: string[] = [];
    const origin = new URL(baseURL ?? 'http://localhost').origin;
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== origin) outside.push(request.url());
    });
    page.on('pageerror', (error) => thrown.push(error.stack ?? error.message));
    await use(page);
    expect(outside, 'requests that left the origin').toEqual([]);
    expect(thrown, 'uncaught errors').toEqual([]);
  },
});

export async function open(page: Page, query = ''): Promise<void> {
  await page.goto(`./${query}`);
  // The page answers before it knows its graphics device; what is tested begins with the picture.
  await page.waitForFunction(() => (window.voxelens?.state().device ?? 'starting') !== 'starting', undefined, {
    timeout: 180_000,
  });
}

export function state(page: Page): Promise<State> {
  return page.evaluate(() => (window.voxelens as Probe).state());
}

/** Waits until the scene on screen is understood and nothing is being worked on. */
export async function understood(page: Page, timeoutMs = UNDERSTOOD_MS): Promise<State> {
  await page.waitForFunction(
    () => {
      const now = window.voxelens?.state();
      return now?.activity === undefined && (now?.result !== undefined || now?.problem !== undefined);
    },
    undefined,
    { timeout: timeoutMs },
  );
  const now = await state(page);
  expect(now.problem, JSON.stringify(now.problem)).toBeUndefined();
  return now;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Different colours in the picture. */
  readonly colors: number;
  /** Pixels that are neither background nor grid: saturated ones. */
  readonly vivid: number;
  /** Changes with any pixel. */
  readonly hash: number;
  /** A vivid pixel whose neighbours are vivid too, CSS pixels from the viewport's corner; the one nearest to the middle. */
  readonly target?: { readonly x: number; readonly y: number };
}

/** Reads the drawn pixels back and describes them. */
export function picture(page: Page): Promise<Picture> {
  return page.evaluate(async () => {
    const { width, height, data } = await (window.voxelens as Probe).readPixels();
    const words = new Uint32Array(data.slice().buffer);
    const isVivid = (at: number): boolean => {
      const r = data[4 * at] as number;
      const g = data[4 * at + 1] as number;
      const b = data[4 * at + 2] as number;
      return Math.max(r, g, b) - Math.min(r, g, b) > 40;
    };
    let vivid = 0;
    let hash = 2166136261;
    let target: { x: number; y: number } | undefined;
    let nearest = Number.POSITIVE_INFINITY;
    for (let at = 0; at < words.length; at++) {
      hash = Math.imul(hash ^ (words[at] as number), 16777619) >>> 0;
      if (!isVivid(at)) continue;
      vivid++;
      const x = at % width;
      const y = Math.floor(at / width);
      const distance = Math.hypot(x - width / 2, y - height / 2);
      const isInside = x > 0 && y > 0 && x < width - 1 && y < height - 1;
      if (distance < nearest && isInside && [at - 1, at + 1, at - width, at + width].every(isVivid)) {
        nearest = distance;
        target = { x, y };
      }
    }
    const ratio = width / (document.querySelector('[data-testid="viewport"]')?.clientWidth ?? width);
    return {
      width,
      height,
      colors: new Set(words).size,
      vivid,
      hash,
      ...(target && { target: { x: target.x / ratio, y: target.y / ratio } }),
    };
  });
}

/** Waits until the picture differs from `before`. */
export async function changed(page: Page, before: Picture): Promise<Picture> {
  await expect.poll(async () => (await picture(page)).hash, { timeout: 60_000 }).not.toBe(before.hash);
  return picture(page);
}

/** Places on points all over the middle of the picture, CSS pixels from the viewport's corner: on vivid pixels amid vivid ones. */
export function spotsOnPoints(page: Page, count: number): Promise<{ readonly x: number; readonly y: number }[]> {
  return page.evaluate(async (wanted) => {
    const { width, height, data } = await (window.voxelens as Probe).readPixels();
    const isVivid = (x: number, y: number): boolean => {
      const [r = 0, g = 0, b = 0] = data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3);
      return Math.max(r, g, b) - Math.min(r, g, b) > 40;
    };
    const ratio = width / (document.querySelector('[data-testid="viewport"]')?.clientWidth ?? width);
    const found: { x: number; y: number }[] = [];
    for (let y = Math.round(0.3 * height); y < 0.8 * height; y += 9) {
      for (let x = Math.round(0.3 * width); x < 0.7 * width; x += 9) {
        const isAmid = [-4, -2, 0, 2, 4].every((dy) => [-4, -2, 0, 2, 4].every((dx) => isVivid(x + dx, y + dy)));
        if (isAmid) found.push({ x: x / ratio, y: y / ratio });
      }
    }
    return Array.from({ length: wanted }, (_, i) => found[Math.floor(((i + 0.5) * found.length) / wanted)]!);
  }, count);
}

export async function screenshot(page: Page, name: string): Promise<void> {
  fs.mkdirSync(ARTIFACTS, { recursive: true });
  const take = () => page.screenshot({ path: path.join(ARTIFACTS, `${name}.png`), timeout: STALLED_MS });
  // Chromium's compositor has been seen to stall after a device was destroyed; another size asks it for a surface anew.
  await take().catch(async () => {
    const { width, height } = page.viewportSize() ?? { width: 1280, height: 800 };
    await page.setViewportSize({ width, height: height + 1 });
    await page.setViewportSize({ width, height });
    await take();
  });
}

/** A file from memory, as a file chooser would give it. */
export function fileOf(name: string, buffer: Buffer, mimeType = 'application/octet-stream') {
  return { name, mimeType, buffer };
}

/** Drops files on the page as a drag from a file manager does: a real DataTransfer and the three events. */
export async function drop(page: Page, files: readonly { name: string; buffer: Buffer }[]): Promise<void> {
  const transfer = await page.evaluateHandle(
    async (items) => {
      const made = new DataTransfer();
      for (const { name, base64 } of items) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        made.items.add(new File([bytes], name));
      }
      return made;
    },
    files.map(({ name, buffer }) => ({ name, base64: buffer.toString('base64') })),
  );
  const target = page.getByTestId('viewport');
  await target.dispatchEvent('dragenter', { dataTransfer: transfer });
  await expect(page.getByTestId('drop-overlay')).toBeVisible();
  await target.dispatchEvent('dragover', { dataTransfer: transfer });
  await target.dispatchEvent('drop', { dataTransfer: transfer });
  await expect(page.getByTestId('drop-overlay')).toBeHidden();
}
