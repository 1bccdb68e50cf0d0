import { describe, expect, it } from 'vitest';
import { Diagnostics, type PointCloud } from '../../core/index.ts';
import { memorySource, sharedBytes, sharedSource } from '../shared-data.fixture.ts';
import { readCopc } from './copc/read-copc.ts';
import { readLas } from './read.ts';

const ELLIPSOID = 'las/ellipsoid.copc.laz';
const LONE_STAR = 'las/lone-star.copc.laz';

describe('COPC', () => {
  it.each([ELLIPSOID, LONE_STAR])('%s has the points of the LAZ that it also is', async (file) => {
    const copc = (await readCopc(sharedSource(file))).cloud;
    const laz = (await readLas(sharedSource(file))).cloud;
    expect([copc.format, laz.format]).toEqual(['copc', 'laz']);
    expect(copc.count).toBe(laz.count);
    expect(copc.origin).toEqual(laz.origin);
    expect(sums(copc)).toEqual(sums(laz));
  });

  it('reads whole levels up to the budget, says what is left, and shows each level as it comes', async () => {
    const previews: number[] = [];
    const diagnostics = new Diagnostics();
    const options = { pointBudget: 400_000, diagnostics, onPreview: (cloud: PointCloud) => previews.push(cloud.count) };
    const { cloud } = await readCopc(sharedSource(LONE_STAR), options);
    expect([previews, cloud.count]).toEqual([[58_393], 58_393 + 105_600]);
    const left = { code: 'COPC_LEVELS', severity: 'warning', count: 518_862 - cloud.count };
    expect(diagnostics.list).toContainEqual(expect.objectContaining(left));
    const whole = (await readCopc(sharedSource(LONE_STAR))).cloud;
    // A coarser cloud is a prefix of a finer one.
    expect(whole.origin).toEqual(cloud.origin);
    expect(cloud.positions.every((value, i) => value === whole.positions[i])).toBe(true);
  });

  it('reads at least the first level, whatever the budget', async () => {
    const { cloud } = await readCopc(sharedSource(ELLIPSOID), { pointBudget: 1 });
    expect(cloud.count).toBeGreaterThan(1000);
  });

  it('reads only what the budget asks for', async () => {
    let bytes = 0;
    const source = sharedSource(LONE_STAR);
    const counting = {
      ...source,
      read: (start: number, end: number) => {
        bytes += end - start;
        return source.read(start, end);
      },
    };
    await readCopc(counting, { pointBudget: 1 });
    expect(bytes).toBeLessThan(source.size / 4);
  });

  it('falls back to plain LAZ when the octree is damaged', async () => {
    const bytes = sharedBytes(ELLIPSOID);
    const view = new DataView(bytes.buffer);
    const root = Number(view.getBigUint64(429 + 40, true));
    view.setInt32(root, -5, true);
    const diagnostics = new Diagnostics();
    const { cloud } = await readCopc(memorySource('e.copc.laz', bytes), { diagnostics });
    expect(cloud.count).toBe(100_000);
    expect(diagnostics.list.map(({ code }) => code)).toContain('COPC_HIERARCHY');
  });

  it('does not follow an octree that leads back to itself', async () => {
    const bytes = sharedBytes(ELLIPSOID);
    const view = new DataView(bytes.buffer);
    const root = Number(view.getBigUint64(429 + 40, true));
    view.setInt32(root + 28, -1, true);
    view.setBigUint64(root + 16, BigInt(root), true);
    view.setInt32(root + 24, 32, true);
    const diagnostics = new Diagnostics();
    expect((await readCopc(memorySource('e.copc.laz', bytes), { diagnostics })).cloud.count).toBe(100_000);
    expect(diagnostics.list.find(({ code }) => code === 'COPC_HIERARCHY')?.message).toMatch(/leads back to itself/);
  });
});

/** Sums that do not depend on the order of the points. */
function sums({ positions, attributes }: PointCloud): Record<string, number> {
  const sum = (values: ArrayLike<number>) => {
    let total = 0;
    for (let i = 0; i < values.length; i++) total += Math.round(values[i]! * 1e4);
    return total;
  };
  return {
    positions: sum(positions),
    ...Object.fromEntries(attributes.map(({ name, values }) => [name, name === 'timestamp' ? 0 : sum(values)])),
  };
}
