import { afterEach, expect, test, vi } from 'vitest';
import type { Coloring } from '../overlays/index.ts';
import type { Viewer } from '../viewer/index.ts';
import { inParts, Painter } from './painter.ts';

const POINTS = 100_000;
/** Every point has its index for a colour. */
const numbered: Coloring = {
  count: POINTS,
  part: (first, last) => Uint32Array.from({ length: last - first }, (_, i) => first + i),
};
const isNumbered = (colors: Uint32Array) => colors.every((color, i) => color === i);
const plain = (color: number): Coloring => ({
  count: POINTS,
  part: (first, last) => new Uint32Array(last - first).fill(color),
});

function picture() {
  const sides = { left: new Uint32Array(POINTS), right: new Uint32Array(POINTS) };
  const device: { room: Promise<void> | undefined } = { room: undefined };
  const viewer = {
    setColors: (colors: Uint32Array, side: 'left' | 'right', first: number) => sides[side].set(colors, first),
    room: () => device.room,
  } as unknown as Viewer;
  const failed = vi.fn();
  return { sides, device, failed, painter: new Painter(viewer, failed) };
}

/** A clock that goes on by so much whenever somebody looks at it. */
function slowClock(ms: number): void {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += ms));
}
afterEach(() => vi.restoreAllMocks());

test('a picture that takes no time is whole at once, a slow one in several tasks', async () => {
  slowClock(0);
  const quick = picture();
  quick.painter.paint('left', numbered);
  expect(isNumbered(quick.sides.left)).toBe(true);

  slowClock(5);
  const slow = picture();
  slow.painter.paint('left', numbered);
  expect(slow.sides.left[POINTS - 1]).toBe(0);
  expect(slow.sides.left[1]).toBe(1);
  await slow.painter.underWay;
  expect(isNumbered(slow.sides.left)).toBe(true);
  expect(slow.painter.underWay).toBeUndefined();
});

test('other colours for a side end the ones before it, and leave the other side alone', async () => {
  slowClock(5);
  const { painter, sides } = picture();
  const finish = vi.fn();
  painter.paint('left', plain(1), undefined, finish);
  painter.paint('right', plain(2));
  painter.paint('left', plain(3));
  while (painter.underWay) await painter.underWay;
  expect(new Set(sides.left)).toEqual(new Set([3]));
  expect(new Set(sides.right)).toEqual(new Set([2]));
  expect(finish).not.toHaveBeenCalled();
});

test('nothing is handed on while the device has no room, and nothing at all once it is stopped', async () => {
  const { painter, sides, device } = picture();
  let giveRoom = (): void => undefined;
  device.room = new Promise((resolve) => {
    giveRoom = resolve;
  });
  painter.paint('left', plain(1));
  expect(sides.left[20_000]).toBe(0);
  painter.stop();
  giveRoom();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(sides.left[20_000]).toBe(0);
  expect(painter.underWay).toBeUndefined();
});

test('a failure is told, and the painter goes on', async () => {
  const { painter, failed, sides } = picture();
  const broken: Coloring = {
    count: 5,
    part: () => {
      throw new RangeError('no such points');
    },
  };
  painter.paint('left', broken);
  await painter.underWay;
  expect(failed).toHaveBeenCalledWith(expect.any(RangeError));
  painter.paint('left', plain(4));
  await painter.underWay;
  expect(sides.left[POINTS - 1]).toBe(4);
});

test('no point, no part', async () => {
  const take = vi.fn();
  expect(await inParts({ ...plain(1), count: 0 }, take, { room: () => undefined })).toBe(true);
  expect(take).not.toHaveBeenCalled();
});
