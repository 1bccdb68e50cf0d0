import { describe, expect, it } from 'vitest';
import { Diagnostics, findAttribute, type PointCloud } from '../../core/index.ts';
import { readCloud } from '../registry.ts';
import { memorySource, sharedBytes, sharedSource } from '../shared-data.fixture.ts';
import { readLas } from './read.ts';

describe('attributes', () => {
  it('keeps extra bytes of every shape under their names', async () => {
    const { cloud } = await readLas(sharedSource('las/extrabytes.las'));
    const extra = cloud.attributes.map(({ name, components, values }) => [name, components, values.constructor.name]);
    expect(extra.slice(-5)).toEqual([
      ['Colors', 3, 'Uint16Array'],
      ['Reserved', 7, 'Uint8Array'],
      ['Flags', 2, 'Int8Array'],
      ['Intensity', 1, 'Uint32Array'],
      ['Time', 1, 'Float64Array'],
    ]);
    // The file repeats what its standard columns say.
    const [rgb, colours] = [findAttribute(cloud, 'rgb')!.values, findAttribute(cloud, 'Colors')!.values];
    expect([...rgb]).toEqual([...colours]);
    expect([...findAttribute(cloud, 'intensity')!.values]).toEqual([...findAttribute(cloud, 'Intensity')!.values]);
  });

  it('takes tree numbers as instances', async () => {
    const diagnostics = new Diagnostics();
    const { cloud } = await readLas(sharedSource('las/lidR_MixedConifer.laz'), { diagnostics });
    // 206 values: 205 trees, as the description of the column says too, and "no tree".
    const trees = findAttribute(cloud, 'treeID')!.values;
    expect(new Set(trees).size).toBe(206);
    const instances = findAttribute(cloud, 'instance')!.values;
    expect([...new Set(instances)].sort((a, b) => a - b)).toEqual(Array.from({ length: 206 }, (_, id) => id));
    expect(instances.every((id, i) => (id === 0 ? Number.isNaN(trees[i]!) : id === trees[i]))).toBe(true);
    expect(diagnostics.list.map(({ code }) => code)).toContain('LAS_INSTANCES');
  });

  it('gives angles in degrees, by point format', async () => {
    const legacy = findAttribute((await readLas(sharedSource('las/simple.las'))).cloud, 'scan_angle')!.values;
    expect(legacy).toBeInstanceOf(Int8Array);
    const extended = findAttribute((await readLas(sharedSource('las/test1_4.las'))).cloud, 'scan_angle')!.values;
    expect(extended).toBeInstanceOf(Float32Array);
    expect(Math.max(...extended.map(Math.abs))).toBeLessThanOrEqual(180);
  });

  it('leaves out what is 0 throughout, but not the classes', async () => {
    const { cloud } = await readLas(sharedSource('twins_ripple/ripple.las'));
    expect(cloud.attributes.map(({ name }) => name)).toEqual(['rgb', 'classification']);
  });
});

describe('twins', () => {
  it('ripple.las has the points and colours of ripple_bin.ply', async () => {
    const las = (await readCloud(sharedSource('twins_ripple/ripple.las'))).cloud;
    const ply = (await readCloud(sharedSource('twins_ripple/ripple_bin.ply'))).cloud;
    expect(las.count).toBe(ply.count);
    // LAS has steps of 2 nm here.
    expect(las.positions.every((value, i) => Math.abs(value - ply.positions[i]!) < 1e-8)).toBe(true);
    expect(findAttribute(las, 'rgb')).toEqual(findAttribute(ply, 'rgb'));
  });
});

describe('what a file says about itself', () => {
  it.each([
    ['las/epsg_4326.las', ['CRS', 'CRS_UNIT', 'LAS_CLASSES']],
    ['las/simple.las', ['COLOR_DEPTH', 'LAS_CLASSES']],
    ['las/pdrf4-1.3.las', ['LAS_WAVES', 'LAS_CLASSES']],
    ['robust/bad_vlr_count.las', ['LAS_RECORDS', 'CRS', 'LAS_CLASSES']],
    ['robust/garbage_nVariableLength.las', ['LAS_RECORDS', 'LAS_TRUNCATED', 'LAS_CLASSES']],
    ['las/lidR_Topography.laz', ['CRS', 'LAS_CLASSES']],
  ])('%s: %j', async (file, codes) => {
    const diagnostics = new Diagnostics();
    await readLas(sharedSource(file), { diagnostics });
    expect(diagnostics.list.map(({ code }) => code)).toEqual(codes);
  });

  it('names classes and coordinate systems', async () => {
    const diagnostics = new Diagnostics();
    await readLas(sharedSource('las/lidR_Topography.laz'), { diagnostics });
    const said = diagnostics.list.map(({ message }) => message).join('\n');
    expect(said).toContain('ASPRS classes: 1 unassigned: 61347, 2 ground: 8159, 9 water: 3897');
    expect(said).toMatch(/EPSG:\d+/);
  });
});

describe('a large file', () => {
  it('is shown from a sample of all of it before it is read whole', async () => {
    const one = sharedBytes('las/autzen-thin.las');
    const [head, rows, repeats] = [335, 10_653, 150];
    const bytes = new Uint8Array(head + rows * 34 * repeats);
    bytes.set(one.subarray(0, head));
    for (let i = 0; i < repeats; i++) bytes.set(one.subarray(head, head + rows * 34), head + i * rows * 34);
    new DataView(bytes.buffer).setUint32(107, rows * repeats, true);
    const previews: PointCloud[] = [];
    const onPreview = (preview: PointCloud) => previews.push(preview);
    const { cloud } = await readLas(memorySource('large.las', bytes), { onPreview });
    expect(cloud.count).toBe(rows * repeats);
    expect(previews.map(({ count }) => count)).toEqual([64 * Math.floor(65536 / 34)]);
    // The first point, and the last one of the last repeat.
    const at = (of: PointCloud, point: number) =>
      [0, 1, 2].map((axis) => of.origin[axis]! + of.positions[point * 3 + axis]!);
    expect(at(previews[0]!, 0)).toEqual(at(cloud, 0));
    expect(at(previews[0]!, previews[0]!.count - 1)).toEqual(at(cloud, cloud.count - 1));
    expect(previews[0]!.attributes.map(({ name }) => name)).toEqual(cloud.attributes.map(({ name }) => name));
  });
});

describe('headers that lie', () => {
  const changed = (change: (view: DataView) => void) => {
    const bytes = sharedBytes('las/points-1.4.las');
    change(new DataView(bytes.buffer, bytes.byteOffset));
    return readLas(memorySource('x.las', bytes));
  };

  it.each<[string, (view: DataView) => void, object]>([
    ['signature', (v) => v.setUint8(0, 0x4d), { code: 'FORMAT_MAGIC', context: { byteOffset: 0 } }],
    ['version', (v) => v.setUint8(25, 9), { code: 'FORMAT_FIELD', context: { byteOffset: 24, field: 'version' } }],
    ['header size', (v) => v.setUint16(94, 227, true), { code: 'FORMAT_FIELD', context: { byteOffset: 94 } }],
    ['header size', (v) => v.setUint16(94, 60000, true), { code: 'FORMAT_TRUNCATED' }],
    ['point offset', (v) => v.setUint32(96, 300, true), { code: 'FORMAT_FIELD', context: { byteOffset: 96 } }],
    ['point offset', (v) => v.setUint32(96, 4e9, true), { code: 'FORMAT_TRUNCATED' }],
    ['point format', (v) => v.setUint8(104, 11), { code: 'FORMAT_FIELD', context: { byteOffset: 104 } }],
    ['record length', (v) => v.setUint16(105, 35, true), { code: 'FORMAT_FIELD', context: { byteOffset: 105 } }],
    ['record length', (v) => v.setUint16(105, 65535, true), { code: 'FORMAT_TRUNCATED' }],
    ['count', (v) => v.setBigUint64(247, 2n ** 63n, true), { code: 'FORMAT_FIELD', context: { byteOffset: 247 } }],
    ['scale', (v) => v.setFloat64(139, 0, true), { code: 'FORMAT_FIELD', context: { byteOffset: 139 } }],
    ['scale', (v) => v.setFloat64(131, 1e308, true), { code: 'FORMAT_FIELD', context: { byteOffset: 131 } }],
    ['offset', (v) => v.setFloat64(155, NaN, true), { code: 'FORMAT_FIELD' }],
    ['compression', (v) => v.setUint8(104, 0x87), { code: 'FORMAT_FIELD', context: { field: 'laszip record' } }],
  ])('%s', async (_, change, error) => {
    await expect(changed(change)).rejects.toMatchObject({ name: 'FormatError', ...error });
  });

  it('takes a count that is too high for what is there, and the old count where the new one is 0', async () => {
    expect((await changed((view) => view.setBigUint64(247, 10n ** 12n, true))).cloud.count).toBe(3);
    expect((await changed((view) => view.setBigUint64(247, 0n, true))).cloud.count).toBe(3);
  });

  it('gives an error wherever the header is cut, and the points that are there after it', async () => {
    const bytes = sharedBytes('las/points-1.4.las');
    for (let end = 0; end < 375 + 36; end++) {
      const reading = readLas(memorySource('cut.las', bytes.subarray(0, end)));
      await expect(reading, `cut at ${end}`).rejects.toMatchObject({ name: 'FormatError' });
    }
    const { cloud } = await readLas(memorySource('cut.las', bytes.subarray(0, bytes.length - 1)));
    expect(cloud.count).toBe(2);
  });

  it('stops when cancelled', async () => {
    const signal = AbortSignal.abort();
    for (const file of ['las/simple.las', 'las/simple.laz', 'las/ellipsoid.copc.laz']) {
      await expect(readCloud(sharedSource(file), { signal })).rejects.toMatchObject({ code: 'CANCELLED' });
    }
  });
});
