import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Diagnostics, type FormatError, LimitError, WorkbenchError } from '../../core/index.ts';
import { memorySource } from '../shared-data.fixture.ts';
import { sniff } from '../sniff.ts';
import { openSens } from './frames.ts';
import { readSens } from './fuse.ts';

const [WIDTH, HEIGHT] = [8, 6];
const NAME = 'StructureSensor';
const HEADER = 12 + NAME.length + 4 * 64 + 8 + 16 + 4 + 8;

interface Frame {
  readonly pose?: readonly number[];
  readonly depth?: Uint8Array;
  readonly color?: number;
}

/** Camera at (x, 0, 1.5), looking along world +y with its y down. */
const poseAt = (x: number) => [1, 0, 0, x, 0, 0, 1, 0, 0, -1, 0, 1.5, 0, 0, 0, 1];
const wall = (value: number) => new Uint8Array(new Uint16Array(WIDTH * HEIGHT).fill(value).buffer);

function stream(frames: readonly Frame[], change: (view: DataView) => void = () => {}): Uint8Array {
  const blocks = frames.map(({ pose = poseAt(0), depth = deflateSync(wall(2000)), color = 5 }) => {
    const block = new Uint8Array(96 + color + depth.length);
    const view = new DataView(block.buffer);
    for (const [i, value] of pose.entries()) view.setFloat32(i * 4, value, true);
    view.setBigUint64(72, 123n, true);
    view.setBigUint64(80, BigInt(color), true);
    view.setBigUint64(88, BigInt(depth.length), true);
    block.set(depth, 96 + color);
    return block;
  });
  const bytes = new Uint8Array(HEADER + blocks.reduce((sum, block) => sum + block.length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 4, true);
  view.setBigUint64(4, BigInt(NAME.length), true);
  bytes.set(new TextEncoder().encode(NAME), 12);
  let at = 12 + NAME.length + 128;
  for (const i of [0, 5, 10, 15]) view.setFloat32(at + i * 4, i < 10 ? 10 : 1, true);
  view.setFloat32(at + 8, 4, true);
  view.setFloat32(at + 24, 3, true);
  at += 128;
  for (const [i, value] of [2, 1, 16, 12, WIDTH, HEIGHT].entries()) view.setInt32(at + i * 4, value, true);
  view.setFloat32(at + 24, 1000, true);
  view.setBigUint64(at + 28, BigInt(frames.length), true);
  change(view);
  let to = HEADER;
  for (const block of blocks) {
    bytes.set(block, to);
    to += block.length;
  }
  return bytes;
}

describe('.sens', () => {
  it('header and frames, in any order', async () => {
    const source = memorySource('a.sens', stream([{}, { depth: new Uint8Array(0) }, { depth: deflateSync(wall(7)) }]));
    expect(await sniff(source)).toMatchObject({ format: 'sens' });
    const { header, readFrame } = await openSens(source);
    expect(header).toMatchObject({
      sensorName: NAME,
      frameCount: 3,
      depthCompression: 'zlib',
      colorCompression: 'jpeg',
      depthShift: 1000,
    });
    expect((await readFrame(2)).depth).toEqual(new Uint16Array(48).fill(7));
    expect((await readFrame(1)).depth).toBeUndefined();
    expect(await readFrame(0)).toMatchObject({ worldFromCamera: poseAt(0), timestampMicros: 123 });
  });

  it('fuses frames in the world and leaves lost ones out', async () => {
    const lost = new Array<number>(16).fill(-Infinity);
    const diagnostics = new Diagnostics();
    const bytes = stream([{}, { pose: lost }, { pose: poseAt(10) }]);
    const { cloud } = await readSens(memorySource('a.sens', bytes), { diagnostics });
    // Two walls 2 m ahead, 3 × 4 of their pixels each; the nearest pixel of the first is at u = 4, v = 2.
    expect(cloud.count).toBe(24);
    const points = Array.from({ length: 24 }, (_, i) => [...cloud.positions.subarray(i * 3, i * 3 + 3)]);
    expect(points.every(([, y]) => y === 2)).toBe(true);
    expect(points.some(([x, , z]) => x === 0 && Math.abs(z! - 1.7) < 1e-6)).toBe(true);
    expect(points.filter(([x]) => x! > 5)).toHaveLength(12);
    expect(diagnostics.list).toMatchObject([
      { code: 'SENS_FUSED', count: 2 },
      { code: 'SENS_LOST', count: 1 },
    ]);
  });

  it('damage is a typed error', async () => {
    const read = (bytes: Uint8Array) => readSens(memorySource('a.sens', bytes));
    const whole = stream([{}, {}]);
    for (let end = 1; end < whole.length; end += 7) {
      await expect(read(whole.slice(0, end))).rejects.toBeInstanceOf(WorkbenchError);
    }
    const at = HEADER - 8;
    await expect(read(stream([{}], (view) => view.setBigUint64(at, 2n ** 60n, true)))).rejects.toMatchObject({
      code: 'FORMAT_TRUNCATED',
    });
    await expect(read(stream([{}], (view) => view.setInt32(at - 12, 1 << 30, true)))).rejects.toThrow(/would be/);
    await expect(read(stream([{ depth: Uint8Array.of(1, 2, 3) }]))).rejects.toThrow(/depth picture is damaged/);
    await expect(read(stream([{ depth: deflateSync(new Uint8Array(1 << 20)) }]))).rejects.toBeInstanceOf(LimitError);
    const occi = stream([{}], (view) => view.setInt32(at - 24, 2, true));
    await expect(read(occi)).rejects.toMatchObject({ code: 'FORMAT_FIELD' } satisfies Partial<FormatError>);
  });
});
