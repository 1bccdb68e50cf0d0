import { describe, expect, it } from 'vitest';
import { classIndex, IGNORE_LABEL, SCANNET20, type Scene } from '../../core/index.ts';
import { ROOM_SHARES, type RoomType } from './room-types.ts';
import { synthesizeRoom } from './synthesize-room.ts';

const of = (name: string) => classIndex(SCANNET20, name);
const TYPES = Object.keys(ROOM_SHARES) as RoomType[];

function classCounts(scene: Scene): Map<number, number> {
  const counts = new Map<number, number>();
  for (const label of scene.truth?.semantic ?? []) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

function keyOf(positions: Float32Array, i: number): string {
  return [0, 1, 2].map((axis) => Math.floor(positions[i * 3 + axis] / 0.05)).join();
}

/** Occupied 5 cm voxels and how many of the 27 round each are occupied, on average over every twentieth. */
function voxelStatistics(positions: Float32Array): { voxels: number; neighbours: number } {
  const cells = new Map<string, readonly number[]>();
  for (let i = 0; i < positions.length / 3; i++) {
    const key = keyOf(positions, i);
    if (!cells.has(key))
      cells.set(
        key,
        [0, 1, 2].map((axis) => Math.floor(positions[i * 3 + axis] / 0.05)),
      );
  }
  let sum = 0;
  let looked = 0;
  let turn = 0;
  for (const [x, y, z] of cells.values()) {
    if (turn++ % 20 !== 0) continue;
    looked++;
    for (let k = 0; k < 27; k++) {
      const near = [x + Math.floor(k / 9) - 1, y + (Math.floor(k / 3) % 3) - 1, z + (k % 3) - 1];
      if (cells.has(near.join())) sum++;
    }
  }
  return { voxels: cells.size, neighbours: sum / looked };
}

describe('kinds of rooms', () => {
  const landmarks: Partial<Record<RoomType, readonly string[]>> = {
    living: ['sofa'],
    bedroom: ['bed'],
    office: ['desk'],
    kitchen: ['counter', 'cabinet', 'sink'],
    bathroom: ['toilet', 'sink'],
    classroom: ['table', 'chair'],
    studio: ['bed', 'counter', 'sofa'],
    library: ['bookshelf'],
    laundry: ['otherfurniture'],
    lounge: ['sofa', 'chair'],
    tabletop: ['otherfurniture'],
  };
  for (const type of TYPES) {
    it(`${type}: has a floor or a table, and what makes it such a room in two of four tries`, () => {
      const tries = [0, 1, 2, 3].map((seed) => classCounts(synthesizeRoom(seed, { type })));
      const grounds = tries.map((counts) => (counts.get(of('floor')) ?? 0) + (counts.get(of('table')) ?? 0));
      expect(grounds.filter((count) => count > 500).length).toBeGreaterThanOrEqual(2);
      for (const name of landmarks[type] ?? [])
        expect(tries.filter((counts) => (counts.get(of(name)) ?? 0) > 30).length, name).toBeGreaterThanOrEqual(2);
    });
  }
});

describe('a table seen from one side', () => {
  it('holds several objects, each an instance with a box above the top', () => {
    let objects = 0;
    for (let seed = 0; seed < 5; seed++) {
      const { cloud, truth } = synthesizeRoom(seed, { type: 'tabletop' });
      const top: number[] = [];
      truth?.semantic?.forEach((label, i) => {
        if (label === of('table') || label === of('desk')) top.push(cloud.positions[i * 3 + 2]);
      });
      top.sort((a, b) => a - b);
      const level = top[Math.floor(top.length * 0.9)];
      for (const box of truth?.boxes ?? []) {
        if (box.className !== 'otherfurniture') continue;
        objects++;
        expect(box.center[2]).toBeGreaterThan(level - 0.05);
        expect(Math.max(...box.size)).toBeLessThan(0.7);
      }
    }
    expect(objects).toBeGreaterThan(12);
  });
});

describe('statistics of fused rooms against recorded ones', () => {
  // What ScanNet's scenes have: synth2real 3.4 and class shares of its training set, with room for ours being rooms of all kinds.
  const scenes = Array.from({ length: 26 }, (_, seed) => synthesizeRoom(seed + 40));
  const fused = scenes.filter(({ cloud }) => cloud.count / voxelStatistics(cloud.positions).voxels < 6);

  it('is fused for four of five scenes', () => {
    expect(fused.length).toBeGreaterThan(scenes.length * 0.6);
    expect(fused.length).toBeLessThan(scenes.length);
  });

  it('has surfaces as dense and as thin as a mesh', () => {
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const stats = fused.map(({ cloud }) => ({ points: cloud.count, ...voxelStatistics(cloud.positions) }));
    expect(mean(stats.map((s) => s.neighbours))).toBeGreaterThan(9);
    expect(mean(stats.map((s) => s.neighbours))).toBeLessThan(13);
    expect(mean(stats.map((s) => s.points / s.voxels))).toBeGreaterThan(1.4);
    expect(mean(stats.map((s) => s.points / s.voxels))).toBeLessThan(4);
    for (const s of stats) expect(s.points).toBeLessThan(142_000);
  });

  it('shares its points among classes as scans do', () => {
    const counts = new Map<number, number>();
    for (const scene of fused)
      for (const [label, count] of classCounts(scene)) counts.set(label, (counts.get(label) ?? 0) + count);
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const labelled = all - (counts.get(IGNORE_LABEL) ?? 0);
    const share = (name: string) => (counts.get(of(name)) ?? 0) / labelled;
    expect((counts.get(IGNORE_LABEL) ?? 0) / all).toBeGreaterThan(0.08);
    expect((counts.get(IGNORE_LABEL) ?? 0) / all).toBeLessThan(0.35);
    expect(share('wall')).toBeGreaterThan(0.25);
    expect(share('wall')).toBeLessThan(0.52);
    expect(share('floor')).toBeGreaterThan(0.1);
    expect(share('floor')).toBeLessThan(0.3);
    expect(share('door')).toBeLessThan(0.1);
    expect(share('chair') + share('sofa') + share('table') + share('desk')).toBeGreaterThan(0.07);
  });

  it('sees more of walls below two metres than above', () => {
    let low = 0;
    let high = 0;
    for (const { cloud, truth } of fused) {
      truth?.semantic?.forEach((label, i) => {
        if (label !== of('wall')) return;
        if (cloud.positions[i * 3 + 2] < 2) low++;
        else high++;
      });
    }
    expect(low).toBeGreaterThan(high * 2);
    expect(high).toBeGreaterThan(low * 0.02);
  });
});
