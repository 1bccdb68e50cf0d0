import { expect, test, vi } from 'vitest';
import type { PointCloud } from '../core/index.ts';
import type { PreparedCloud, Viewer } from '../viewer/index.ts';
import { CloudCarrier, type Clouds } from './cloud-carrier.ts';

const cloudOf = (name: string): PointCloud => ({
  name,
  format: 'ply',
  count: 1,
  positions: new Float32Array(3),
  origin: [0, 0, 0],
  attributes: [],
});

/** A viewer whose device takes its time, and somebody who wants clouds in it. */
function scene() {
  const disposed: string[] = [];
  const ready: (() => void)[] = [];
  const shown: (string | undefined)[] = [];
  const painted: unknown[] = [];
  const viewer = {
    prepareCloud: (cloud: PointCloud) =>
      new Promise<PreparedCloud>((resolve) => {
        const columns = {
          dispose: () => disposed.push(cloud.name),
          setColors: (colors: Uint32Array, side: string, first: number) =>
            painted.push([cloud.name, side, first, colors.length]),
          room: () => undefined,
        };
        ready.push(() => resolve({ cloud, columns } as unknown as PreparedCloud));
      }),
    setCloud: (prepared: PreparedCloud | undefined) => shown.push(prepared?.cloud.name),
    setSurroundings: (prepared: PreparedCloud | undefined) => shown.push(`around ${prepared?.cloud.name}`),
  } as unknown as Viewer;
  const wanted: { now: Clouds } = { now: { cloud: undefined, around: undefined } };
  const arrived = vi.fn();
  const failed = vi.fn();
  const carrier = new CloudCarrier(viewer, { wanted: () => wanted.now, arrived, failed });
  return { carrier, wanted, viewer, ready, shown, disposed, painted, arrived, failed };
}

test('a cloud is in the picture only once it is on the device whole, and whoever waits for that is told', async () => {
  const { carrier, wanted, ready, shown, arrived } = scene();
  expect(carrier.check()).toBe(true);
  wanted.now = { cloud: cloudOf('street'), around: undefined };
  expect(carrier.check()).toBe(false);
  await vi.waitFor(() => expect(ready).toHaveLength(1));
  expect(shown).toEqual([]);
  expect(carrier.check()).toBe(false);
  const { underWay } = carrier;
  ready[0]?.();
  await underWay;
  expect(shown).toEqual(['street']);
  expect(arrived).toHaveBeenCalledOnce();
  expect(carrier.check()).toBe(true);
});

test('what is no longer wanted when it is there goes, and the other one is brought', async () => {
  const { carrier, wanted, ready, shown, disposed, painted } = scene();
  wanted.now = { cloud: cloudOf('first'), around: undefined };
  carrier.check();
  await vi.waitFor(() => expect(ready).toHaveLength(1));
  wanted.now = { cloud: cloudOf('second'), around: cloudOf('others') };
  ready[0]?.();
  await vi.waitFor(() => expect(ready).toHaveLength(2));
  ready[1]?.();
  await vi.waitFor(() => expect(ready).toHaveLength(3));
  ready[2]?.();
  await carrier.underWay;
  expect(shown).toEqual(['second', 'around others']);
  expect(disposed).toEqual(['first']);
  expect(painted).toEqual(['left', 'right'].map((side) => ['others', side, 0, 1]));
});

test('a cloud that the device cannot hold is said once, and the picture is empty', async () => {
  const { carrier, wanted, viewer, shown, failed, arrived } = scene();
  viewer.prepareCloud = () => Promise.reject(new RangeError('too large'));
  wanted.now = { cloud: cloudOf('huge'), around: undefined };
  carrier.check();
  await carrier.underWay;
  expect(failed).toHaveBeenCalledOnce();
  expect(shown).toEqual([undefined]);
  expect(arrived).toHaveBeenCalledOnce();
  expect(carrier.check()).toBe(true);
});

test('a viewer that has gone gets nothing any more', async () => {
  const { carrier, wanted, ready, shown, disposed, arrived } = scene();
  wanted.now = { cloud: cloudOf('late'), around: undefined };
  carrier.check();
  await vi.waitFor(() => expect(ready).toHaveLength(1));
  carrier.dispose();
  ready[0]?.();
  await carrier.underWay;
  expect(shown).toEqual([]);
  expect(disposed).toEqual(['late']);
  expect(arrived).not.toHaveBeenCalled();
});
