import { beforeAll, describe, expect, it } from 'vitest';
import { type ByteSource, Diagnostics, type TypedArray } from '../../../core/index.ts';
import { memorySource, sharedSource } from '../../shared-data.fixture.ts';
import { sniff } from '../../sniff.ts';
import { openWaymo, type WaymoScene } from '../read.ts';
import { smallSegment } from '../small-segment.fixture.ts';
import { ComponentTable } from './component-table.ts';
import { type ComponentOptions, componentsOf } from './components.fixture.ts';
import { openWaymoV2 } from './open.ts';

/** Frames of the shared segment, with fewer columns. */
let segment: ByteSource;
const sourcesOf = (files: ReadonlyMap<string, Uint8Array>): ByteSource[] =>
  [...files].map(([tag, bytes]) => memorySource(`${tag}.parquet`, bytes));

let v1: WaymoScene[] = [];
let plain: ReadonlyMap<string, Uint8Array> = new Map();
beforeAll(async () => {
  segment = await smallSegment(sharedSource('waymo/semisynthetic/sf_2frames.tfrecord'));
  const file = await openWaymo(segment);
  v1 = [await file.readFrame(0), await file.readFrame(1)];
  plain = await componentsOf(segment);
}, 60_000);

/** Comparing element by element takes seconds. */
function sameBytes(a: TypedArray | undefined, b: TypedArray | undefined): boolean {
  if (!a || !b || a.constructor !== b.constructor) return a === b;
  const bytes = ({ buffer, byteOffset, byteLength }: TypedArray) => Buffer.from(buffer, byteOffset, byteLength);
  return bytes(a).equals(bytes(b));
}

function expectSame(found: WaymoScene, expected: WaymoScene): void {
  const [a, b] = [found.decoded.cloud, expected.decoded.cloud];
  expect([a.count, a.origin]).toEqual([b.count, b.origin]);
  expect(sameBytes(a.positions, b.positions)).toBe(true);
  expect(a.attributes.map(({ name }) => name)).toEqual(b.attributes.map(({ name }) => name));
  a.attributes.forEach((attribute, i) => {
    expect(sameBytes(attribute.values, b.attributes[i]!.values), attribute.name).toBe(true);
  });
  expect(found.labels).toEqual(expected.labels);
  expect(found.segmentation === undefined).toBe(expected.segmentation === undefined);
  for (const name of ['semantic', 'instance'] as const)
    expect(sameBytes(found.segmentation?.[name], expected.segmentation?.[name]), name).toBe(true);
  expect(found.globalFromVehicle).toEqual(expected.globalFromVehicle);
  expect([found.contextName, found.timestampMicros]).toEqual([expected.contextName, expected.timestampMicros]);
}

describe('openWaymoV2', () => {
  it('gives the numbers of the v1 frames: both returns, boxes, segmentation, poses', async () => {
    const file = await openWaymoV2(sourcesOf(plain));
    expect(file.frameCount).toBe(2);
    for (const index of [1, 0]) expectSame(await file.readFrame(index), v1[index]!);
  });

  it.each<[string, ComponentOptions]>([
    ['a row in many pages, a row group a frame', { pageSize: 20_000, rowGroupSize: 5, codec: 'UNCOMPRESSED' }],
    [
      'all rows in one page, lasers in words, entries called element',
      { pageSize: 1 << 28, lasersInWords: true, entryName: 'element' },
    ],
  ])(
    '%s',
    async (_, options) => {
      const file = await openWaymoV2(sourcesOf(await componentsOf(segment, options)));
      expectSame(await file.readFrame(1), v1[1]!);
      expectSame(await file.readFrame(0), v1[0]!);
    },
    60_000,
  );

  it('lives without what is not there, and says so', async () => {
    const files = new Map([...plain].filter(([tag]) => tag === 'lidar' || tag === 'lidar_calibration'));
    const diagnostics = new Diagnostics();
    const scene = await (await openWaymoV2(sourcesOf(files))).readFrame(0, { diagnostics });
    expect(scene.decoded.cloud.count).toBe(v1[0]!.decoded.cloud.count);
    expect([scene.labels, scene.segmentation, scene.globalFromVehicle]).toEqual([[], undefined, undefined]);
    expect(diagnostics.list.map(({ code }) => code)).toContain('WAYMO_NO_PIXEL_POSE');
  });

  it('names the components that are missing', async () => {
    const file = await openWaymoV2([memorySource('a.parquet', plain.get('lidar')!)]);
    await expect(file.readFrame(0)).rejects.toMatchObject({ code: 'FORMAT_MISMATCH' });
    await expect(file.readFrame(0)).rejects.toThrow(/lidar_calibration.*lidar_pose.*vehicle_pose/);
  });

  it('opens by footers and keys, and reads a frame by its own pages', async () => {
    const files = await componentsOf(segment, { rowGroupSize: 5, codec: 'UNCOMPRESSED' });
    let read = 0;
    const counted = sourcesOf(files).map(
      (source): ByteSource => ({
        ...source,
        read: async (start, end) => {
          const bytes = await source.read(start, end);
          read += bytes.length;
          return bytes;
        },
      }),
    );
    const total = counted.reduce((sum, { size }) => sum + size, 0);
    const file = await openWaymoV2(counted);
    expect(read).toBeLessThan(total / 4);
    read = 0;
    await file.readFrame(0);
    expect(read).toBeLessThan(total * 0.75);
  }, 60_000);

  it('reads a real component', async () => {
    const name = 'waymo/v2_parquet/vehicle_pose_10023947602400723454_1120_000_1140_000.parquet';
    const table = await ComponentTable.open(sharedSource(name));
    const keys = await table.keys();
    expect([table.component, keys.length, keys[0]]).toEqual([
      'VehiclePoseComponent',
      199,
      { segment: '10023947602400723454_1120_000_1140_000', timeMicros: 1552440195362591, laser: undefined },
    ]);
    const pose = (await table.list('world_from_vehicle.transform', 198))!;
    expect(pose).toHaveLength(16);
    expect([...pose.slice(12)]).toEqual([0, 0, 0, 1]);
    expect([...(await table.list('world_from_vehicle.transform', 0))!].slice(0, 4)).toEqual([
      0.6990588307380676, 0.7150334119796753, 0.006630366668105125, 860.5947875976562,
    ]);
    expect(await sniff(sharedSource(name))).toEqual({ kind: 'part', format: 'waymo-v2-component' });
    expect(await sniff(memorySource('b', plain.get('lidar')!))).toEqual({ kind: 'cloud', format: 'waymo-v2' });
  });

  it('types every damage', async () => {
    const small = [...plain].filter(([tag]) => tag !== 'lidar' && tag !== 'lidar_pose' && tag !== 'lidar_segmentation');
    for (const [tag, bytes] of small) {
      for (let i = 0; i < 40; i++) {
        const broken = bytes.slice();
        for (let k = 0; k < 4; k++) broken[(i * 7919 + k * 104729) % broken.length]! ^= 1 << ((i + k) % 8);
        const error = await ComponentTable.open(memorySource(`${tag}.parquet`, broken))
          .then(async (table) => {
            await table.keys();
            await table.list('extrinsic.transform', 0);
            await table.list('world_from_vehicle.transform', 1);
            await table.values('box.center.x');
          })
          .then(
            () => undefined,
            (caught: Error) => caught.name,
          );
        expect([undefined, 'FormatError', 'LimitError'], `${tag} ${i}`).toContain(error);
      }
    }
  });
});
