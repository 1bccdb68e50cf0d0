import { describe, expect, it } from 'vitest';
import type { ByteSource, Scene } from '../core/index.ts';
import type { SceneSet } from '../datasets/index.ts';
import { OpenedSets } from './opened-sets.ts';

const noFolder = () => Promise.reject(new Error('no private files'));
const xyz = (name: string, text: string): ByteSource => {
  const bytes = new TextEncoder().encode(text);
  return { name, path: name, size: bytes.length, read: async (start, end) => bytes.slice(start, end) };
};

/** Frames a metre apart, one point each, which stands still in the world. */
const drive = (frameCount: number): SceneSet => ({
  dataset: 'kitti-odometry',
  title: 'drive',
  frameCount,
  frameNames: [],
  diagnostics: [],
  load: async (index): Promise<Scene> => ({
    cloud: {
      name: `${index}`,
      format: 'float32-bin',
      count: 1,
      origin: [0, 0, 0],
      positions: Float32Array.of(10 - index, 0, 0),
      attributes: [],
    },
    dataset: 'kitti-odometry',
    frame: { index, count: frameCount },
    worldFromFrame: [1, 0, 0, index, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
    diagnostics: [],
  }),
});

describe('OpenedSets', () => {
  it('opens with what the person decided, and gives frames away in memory of their own', async () => {
    const sets = new OpenedSets(noFolder);
    const files = [xyz('1.xyz', '1 2 3\n4 5 6\n'), xyz('2.xyz', '7 8 9\n1 1 1\n')];
    const { set, frameCount } = await sets.open(files, { up: 'y' }, {});
    expect(frameCount).toBe(2);
    const first = await sets.load(set, 0, {});
    expect([...first.cloud.positions]).toEqual([1, -3, 2, 4, -6, 5]);
    first.cloud.positions.fill(0);
    structuredClone(first.cloud.positions, { transfer: [first.cloud.positions.buffer] });
    expect([...(await sets.load(set, 0, {})).cloud.positions]).toEqual([1, -3, 2, 4, -6, 5]);
  });

  it('puts the frames around one into its own frame', async () => {
    const sets = new OpenedSets(noFolder);
    const { set } = sets.add(drive(6));
    const stages: string[] = [];
    const around = await sets.loadAround(
      set,
      2,
      { past: 2, future: 1, maxPoints: 100 },
      { onProgress: ({ done, total }) => stages.push(`${done}/${total}`) },
    );
    expect([...around!.positions]).toEqual([8, 0, 0, 8, 0, 0, 8, 0, 0]);
    expect([...around!.attributes[0]!.values]).toEqual([-1, 1, -2]);
    expect(stages).toEqual(['1/3', '2/3', '3/3']);
  });

  it('says when a set is not open any more, and lives without private files', async () => {
    const sets = new OpenedSets(noFolder);
    const { set } = sets.add(drive(2), 'key');
    sets.close(set);
    await expect(sets.load(set, 0, {})).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
    expect(await sets.keptBytes()).toBe(0);
    await sets.clearKept();
  });
});
