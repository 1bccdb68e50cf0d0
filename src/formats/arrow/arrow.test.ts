import {
  bool,
  dictionary,
  float16,
  float32,
  float64,
  int64,
  list,
  setCompressionCodec,
  tableFromArrays,
  tableToIPC,
  uint8,
  utf8,
} from '@uwdata/flechette';
import { describe, expect, it } from 'vitest';
import { Diagnostics, findAttribute, WorkbenchError } from '../../core/index.ts';
import { memorySource, sharedBytes, sharedSource } from '../shared-data.fixture.ts';
import { sniff } from '../sniff.ts';
import { decodeLz4Frame } from './lz4.ts';
import { readArrow, readArrowNames, readArrowTable } from './read.ts';

const SWEEP = 'av2/adcf7d18-0510-35b0-a2fa-b4cea13a6d76/sensors/lidar/315973157959879000.feather';
const ANNOTATIONS = 'av2/adcf7d18-0510-35b0-a2fa-b4cea13a6d76/annotations.feather';

// Raw blocks only: enough to write a frame that must be unpacked.
const storedLz4 = (bytes: Uint8Array) => {
  const frame = new Uint8Array(7 + 4 + bytes.length + 4);
  frame.set([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]);
  new DataView(frame.buffer).setUint32(7, bytes.length | 0x8000_0000, true);
  frame.set(bytes, 11);
  return frame;
};

const DATA = {
  x: [0.5, 1.5, 2.5, 3.5],
  y: [1, 2, 3, 4],
  z: [5, 6, 7, 8],
  intensity: [0, 100, 200, 255],
  stamp: [315973157959879000n, 315973157959879001n, -1n, 7n],
  kind: ['CAR', 'BUS', 'CAR', 'ÄÖ'],
  note: ['', 'b', 'cc', 'd'],
  seen: [true, false, true, true],
  shape: [[1], [2, 3], [], [4]],
};
const TYPES = {
  x: float16(),
  y: float32(),
  z: float64(),
  intensity: uint8(),
  stamp: int64(),
  kind: dictionary(utf8()),
  note: utf8(),
  seen: bool(),
  shape: list(uint8()),
};

function made(format: 'file' | 'stream', options: Record<string, unknown> = {}): Uint8Array {
  const table = tableFromArrays(DATA, { types: TYPES, maxBatchRows: 3, ...options });
  return tableToIPC(table, { format }) as Uint8Array;
}

describe('Arrow on real files', () => {
  it('reads an Argoverse 2 sweep: LZ4 frames of dependent blocks, half floats, two batches', async () => {
    const { cloud } = await readArrow(sharedSource(SWEEP));
    expect(cloud).toMatchObject({ format: 'arrow', count: 100660, origin: [0, 0, 0] });
    expect(cloud.attributes.map(({ name, values }) => [name, values.constructor.name])).toEqual([
      ['intensity', 'Uint8Array'],
      ['laser_number', 'Uint8Array'],
      ['offset_ns', 'Int32Array'],
    ]);
    expect(Math.max(...new Set(findAttribute(cloud, 'laser_number')!.values))).toBe(63);
  });

  it('reads the annotations: exact 64-bit time stamps, text, doubles', async () => {
    const table = await readArrowTable(sharedSource(ANNOTATIONS));
    expect(table).toMatchObject({ rows: 12078, skipped: [], nulls: 0 });
    const column = (name: string) => table.columns.get(name)!;
    const categories = [...(column('category') as readonly string[])];
    expect(categories.filter((name) => name === 'PEDESTRIAN')).toHaveLength(3929);
    expect(categories.filter((name) => name === 'REGULAR_VEHICLE')).toHaveLength(4471);
    const stamps = column('timestamp_ns') as BigInt64Array;
    expect(stamps.filter((stamp) => stamp === 315973157959879000n)).toHaveLength(47);
    const few = await readArrowTable(sharedSource(ANNOTATIONS), { wanted: (name) => name === 'qw' });
    expect([...few.columns.keys()]).toEqual(['qw']);
    expect(few.columns.get('qw')).toEqual(column('qw'));
  });

  it('a table without coordinates says what columns it has', async () => {
    await expect(readArrow(sharedSource(ANNOTATIONS))).rejects.toThrow(/without columns x, y, z.*timestamp_ns/);
    expect((await readArrowNames(sharedSource(ANNOTATIONS))).slice(0, 3)).toEqual([
      'timestamp_ns',
      'track_uuid',
      'category',
    ]);
  });
});

describe('Arrow of every make', () => {
  it.each(['file', 'stream'] as const)('%s: types, dictionaries, batches, columns that are skipped', async (format) => {
    const source = memorySource('a.arrow', made(format));
    const table = await readArrowTable(source);
    expect(table).toMatchObject({ rows: 4, skipped: ['shape'] });
    expect(Object.fromEntries(table.columns)).toEqual({
      x: Float32Array.from(DATA.x),
      y: Float32Array.from(DATA.y),
      z: Float64Array.from(DATA.z),
      intensity: Uint8Array.from(DATA.intensity),
      stamp: BigInt64Array.from(DATA.stamp),
      kind: DATA.kind,
      note: DATA.note,
      seen: Uint8Array.of(1, 0, 1, 1),
    });
    expect(await sniff(source)).toEqual({ kind: 'cloud', format: 'arrow' });
    const diagnostics = new Diagnostics();
    const { cloud } = await readArrow(source, { diagnostics });
    expect(cloud.count).toBe(4);
    expect(diagnostics.list).toMatchObject([{ code: 'ARROW_COLUMNS', count: 3 }, { code: 'INTEGERS_ROUNDED' }]);
    expect(findAttribute(cloud, 'stamp')!.values).toBeInstanceOf(Float64Array);
  });

  it('takes floats that begin like a stream for floats', async () => {
    const floats = Float32Array.from({ length: 4000 }, (_, i) => Math.sin(i) * (i % 4 === 3 ? 0.1 : 30));
    const bytes = new Uint8Array(floats.buffer);
    bytes.fill(0xff, 0, 4);
    expect(await sniff(memorySource('a.bin', bytes))).toEqual({ kind: 'cloud', format: 'float32-bin' });
  });

  it('LZ4 frames of any writer', async () => {
    setCompressionCodec(0, { encode: storedLz4, decode: (bytes) => bytes });
    const table = tableFromArrays({
      x: new Float32Array(500).fill(1),
      y: new Float32Array(500),
      z: new Float32Array(500),
    });
    const bytes = tableToIPC(table, { format: 'file', codec: 0 } as never) as Uint8Array;
    const { cloud } = await readArrow(memorySource('a.feather', bytes));
    expect(cloud.count).toBe(500);
    expect(cloud.positions[1497]).toBe(1);
  });

  it('missing values become NaN, and points without a coordinate go', async () => {
    const table = tableFromArrays(
      { x: [1, null, 3], y: [1, 2, 3], z: [1, 2, 3], v: [7, 8, null] },
      { types: { x: float32(), y: float32(), z: float32(), v: uint8() } },
    );
    const diagnostics = new Diagnostics();
    const source = memorySource('a.arrow', tableToIPC(table, { format: 'file' }) as Uint8Array);
    const { cloud } = await readArrow(source, { diagnostics });
    expect(cloud.count).toBe(2);
    expect(findAttribute(cloud, 'v')!.values).toEqual(Float64Array.of(7, NaN));
    expect(diagnostics.list.map(({ code }) => code)).toEqual(['ARROW_NULLS', 'NON_FINITE_DROPPED']);
  });
});

describe('Arrow damage', () => {
  it('gives a typed error for every cut', async () => {
    for (const whole of [made('file'), sharedBytes(SWEEP)]) {
      for (let cut = 0; cut < 60; cut++) {
        const bytes = whole.slice(0, Math.floor((whole.length * cut) / 60));
        const outcome = await readArrow(memorySource('cut.arrow', bytes)).then(
          ({ cloud }) => cloud.count,
          (error: { code: string }) => error.code.replace(/_.*/, ''),
        );
        // The footer repeats what the messages said: without it every point is still there.
        expect(['FORMAT', ...(whole.length < 10_000 && cut > 30 ? [4] : [])]).toContain(outcome);
      }
    }
  });

  it('survives flipped bits: a cloud or a typed error, never another', async () => {
    const whole = made('file');
    for (let flip = 0; flip < whole.length; flip++) {
      const bytes = whole.slice();
      bytes[flip] = bytes[flip]! ^ (1 << (flip % 8));
      const outcome = await readArrow(memorySource('flip.arrow', bytes)).then(
        () => true,
        (error: unknown) => error instanceof WorkbenchError || error,
      );
      expect(outcome, `byte ${flip}`).toBe(true);
    }
  });

  it('LZ4: matches into the block before, and frames that lie', () => {
    const block = (...bytes: number[]) => [bytes.length, 0, 0, 0, ...bytes];
    const frame = (...blocks: number[][]) =>
      Uint8Array.from([0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0, ...blocks.flat(), 0, 0, 0, 0]);
    const output = new Uint8Array(11);
    // "abc", then 7 bytes copied from 3 back, then one literal.
    decodeLz4Frame(frame(block(0x30, 97, 98, 99), block(0x03, 3, 0, 0x10, 100)), output);
    expect(new TextDecoder().decode(output)).toBe('abcabcabcad');
    expect(() => decodeLz4Frame(frame(block(0x30, 97, 98, 99), block(0x03, 4, 0, 0x10, 100)), output)).toThrow(
      RangeError,
    );
    expect(() => decodeLz4Frame(frame(block(0x30, 97, 98, 99)), output)).toThrow(/less/);
    expect(() => decodeLz4Frame(frame(block(0xf0, 255, 255)), output)).toThrow(RangeError);
    expect(() => decodeLz4Frame(Uint8Array.of(1, 2, 3, 4, 5), output)).toThrow(/no LZ4 frame/);
  });
});

describe('tables of surveyors', () => {
  it('name their axes as headers of text do', async () => {
    const columns = { Easting: [500000.5, 2], northing: [3, 4], Elevation: [5, 6], Intensity: [7, 8] };
    const types = { Easting: float64(), northing: float64(), Elevation: float64(), Intensity: uint8() };
    const source = memorySource('a.feather', tableToIPC(tableFromArrays(columns, { types }), { format: 'file' })!);
    expect(await sniff(source)).toEqual({ kind: 'cloud', format: 'arrow' });
    const { cloud } = await readArrow(source);
    expect(cloud.positions[0]! + cloud.origin[0]).toBe(500000.5);
    expect(cloud.attributes.map(({ name }) => name)).toEqual(['intensity']);
  });
});
