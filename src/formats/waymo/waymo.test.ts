import { describe, expect, it } from 'vitest';
import { findAttribute, type PointCloud } from '../../core/index.ts';
import { memorySource, sharedBytes, sharedSource } from '../shared-data.fixture.ts';
import { maskedCrc32c } from '../tfrecord/crc32c.ts';
import { openWaymo, type WaymoScene } from './read.ts';

interface Expected {
  readonly context: string;
  readonly labels: number;
  readonly total_return1: number;
  readonly labels_by_type: Record<string, number>;
  readonly lasers: Record<
    string,
    {
      readonly return1: number;
      readonly return2: number;
      readonly nlz: number;
      readonly bbox: readonly (readonly [number, number])[];
      readonly semantic_hist?: Record<string, number>;
      readonly instances?: Record<string, number>;
    }
  >;
  readonly samples: readonly {
    laser: number;
    row: number;
    col: number;
    xyz: readonly number[];
    semantic: number | null;
    instance: number | null;
  }[];
}
const EXPECTED = JSON.parse(
  new TextDecoder().decode(sharedBytes('waymo/semisynthetic/sf_2frames.gt.json')),
) as readonly Expected[];
const column = (cloud: PointCloud, name: string) => findAttribute(cloud, name)!.values;

const file = await openWaymo(sharedSource('waymo/semisynthetic/sf_2frames.tfrecord'));
const scenes = [await file.readFrame(0), await file.readFrame(1)] as [WaymoScene, WaymoScene];

describe('openWaymo on semi-synthetic frames', () => {
  it.each([0, 1])('frame %i: counts, no-label zones and bounds of every laser', (index) => {
    const { cloud } = scenes[index]!.decoded;
    const [laser, returns, zone] = ['laser', 'return', 'noLabelZone'].map((name) => column(cloud, name));
    for (const [id, expected] of Object.entries(EXPECTED[index]!.lasers)) {
      const counts = [0, 0, 0];
      const bounds = [0, 1, 2].map(() => [Infinity, -Infinity] as [number, number]);
      for (let i = 0; i < cloud.count; i++) {
        if (laser![i] !== Number(id)) continue;
        counts[returns![i]!]!++;
        if (returns![i] !== 1) continue;
        counts[0]! += zone![i]!;
        for (let axis = 0; axis < 3; axis++) {
          const value = cloud.positions[i * 3 + axis]!;
          bounds[axis] = [Math.min(bounds[axis]![0], value), Math.max(bounds[axis]![1], value)];
        }
      }
      expect(counts, `laser ${id}`).toEqual([expected.nlz, expected.return1, expected.return2]);
      bounds.flat().forEach((value, i) => {
        expect(Math.abs(value - expected.bbox.flat()[i]!)).toBeLessThan(0.003);
      });
    }
    const first = returns!.filter((value) => value === 1).length;
    expect(first).toBe(EXPECTED[index]!.total_return1);
  });

  it.each([0, 1])('frame %i: all sample points within 2 mm, with their labels', (index) => {
    const { decoded, segmentation } = scenes[index]!;
    const { cloud } = decoded;
    const [laser, returns, row, col] = ['laser', 'return', 'row', 'column'].map((name) => column(cloud, name));
    const samples = EXPECTED[index]!.samples;
    expect(samples).toHaveLength(60);
    for (const sample of samples) {
      const at = row!.findIndex((value, i) => {
        return value === sample.row && col![i] === sample.col && laser![i] === sample.laser && returns![i] === 1;
      });
      const distance = Math.hypot(...sample.xyz.map((value, axis) => value - cloud.positions[at * 3 + axis]!));
      expect(distance, JSON.stringify(sample)).toBeLessThan(0.002);
      if (sample.semantic !== null) {
        expect([segmentation!.semantic[at], segmentation!.instance[at]]).toEqual([sample.semantic, sample.instance]);
      }
    }
  });

  it('frame 0: histograms of classes and instances of the first return of TOP', () => {
    const { decoded, segmentation } = scenes[0];
    const [laser, returns] = ['laser', 'return'].map((name) => column(decoded.cloud, name));
    const semantic: Record<string, number> = {};
    const instance: Record<string, number> = {};
    for (let i = 0; i < decoded.cloud.count; i++) {
      if (laser![i] !== 1) expect(segmentation!.semantic[i]).toBe(-1);
      if (laser![i] !== 1 || returns![i] !== 1) continue;
      const [c, id] = [segmentation!.semantic[i]!, segmentation!.instance[i]!];
      semantic[c] = (semantic[c] ?? 0) + 1;
      if (id > 0) instance[id] = (instance[id] ?? 0) + 1;
    }
    expect(semantic).toEqual(EXPECTED[0]!.lasers['1']!.semantic_hist);
    expect(instance).toEqual(EXPECTED[0]!.lasers['1']!.instances);
    expect(scenes[1].segmentation).toBeUndefined();
  });

  it('reads boxes by type', () => {
    for (const [index, { labels, contextName }] of scenes.entries()) {
      const byType: Record<string, number> = {};
      for (const { type } of labels) byType[type] = (byType[type] ?? 0) + 1;
      expect(byType).toEqual(EXPECTED[index]!.labels_by_type);
      expect(contextName).toBe(EXPECTED[index]!.context);
    }
  });

  it('stops when cancelled', async () => {
    await expect(file.readFrame(0, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('openWaymo on other frames', () => {
  it.each([
    ['waymo/pvps_data_one_frame.tfrecord', 75, 5],
    ['waymo/mmdet3d_val_metadata_only.tfrecord', 18, 0],
  ])('%s says that its lidars are empty', async (path, labels, lasers) => {
    const empty = await openWaymo(sharedSource(path));
    expect(empty.frameCount).toBe(1);
    await expect(empty.readFrame(0)).rejects.toMatchObject({ code: 'FORMAT_EMPTY', context: { labels, lasers } });
  });

  /** One record around a payload that need not be a frame. */
  const framed = (payload: Uint8Array) => {
    const bytes = new Uint8Array(16 + payload.length);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, payload.length, true);
    view.setUint32(8, maskedCrc32c(bytes.subarray(0, 8)), true);
    bytes.set(payload, 12);
    view.setUint32(12 + payload.length, maskedCrc32c(payload), true);
    return memorySource('made.tfrecord', bytes);
  };

  it('says that a tf.Example is none of its frames', async () => {
    // Example { features { feature { key: "a" } } }
    const file = await openWaymo(framed(Uint8Array.of(0x0a, 5, 0x0a, 3, 0x0a, 1, 0x61)));
    await expect(file.readFrame(0)).rejects.toMatchObject({ code: 'FORMAT_UNKNOWN' });
  });

  it('types every damage inside a frame whose checksums hold', async () => {
    const payload = sharedBytes('waymo/semisynthetic/sf_2frames.tfrecord').subarray(12);
    for (let i = 0; i < 24; i++) {
      const cut = payload.slice(0, Math.floor((1_900_000 * (i + 1)) / 25));
      const file = await openWaymo(framed(cut));
      await expect(file.readFrame(0), `cut ${i}`).rejects.toMatchObject({ name: 'FormatError' });
    }
    // A damaged zlib stream: Frame { timestamp, context { calibration TOP }, laser TOP { ri_return1 { compressed: junk } } }
    const junk = Uint8Array.of(
      0x0a,
      4,
      0x1a,
      2,
      0x08,
      1,
      0x10,
      1,
      0x2a,
      9,
      0x08,
      1,
      0x12,
      5,
      0x12,
      3,
      0x78,
      0xda,
      0xff,
    );
    const file = await openWaymo(framed(junk));
    await expect(file.readFrame(0)).rejects.toMatchObject({ code: 'FORMAT_FIELD', context: { byteOffset: 12 } });
  });
});
