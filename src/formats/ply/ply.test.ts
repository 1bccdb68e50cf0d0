import { describe, expect, it } from 'vitest';
import { Diagnostics, FormatError, findAttribute } from '../../core/index.ts';
import { memorySource, sharedBytes, sharedSource } from '../shared-data.fixture.ts';
import { readPly } from './read.ts';

describe('readPly on real files', () => {
  it('gives Gaussians their colours and keeps their coefficients', async () => {
    const { cloud } = await readPly(sharedSource('ply/gaussian_train-1000.ply'));
    const names = cloud.attributes.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['rgb', 'normal', 'f_dc_0', 'f_rest_44', 'opacity']));
  });

  it('reads ascii and binary twins alike', async () => {
    const [ascii, binary] = await Promise.all(
      ['ascii', 'bin'].map((kind) => readPly(sharedSource(`twins_ripple/ripple_${kind}.ply`))),
    );
    const worst = ascii!.cloud.positions.reduce(
      (most, v, i) => Math.max(most, Math.abs(v - binary!.cloud.positions[i]!)),
      0,
    );
    expect(worst).toBeLessThan(1e-4);
    expect(findAttribute(ascii!.cloud, 'rgb')).toEqual(findAttribute(binary!.cloud, 'rgb'));
  });

  it('keeps the label column of a ScanNet mesh as uint16, with its histogram', async () => {
    const { cloud } = await readPly(sharedSource('scannet/scene0000_00/scene0000_00_vh_clean_2.labels.ply'));
    const labels = findAttribute(cloud, 'label')!.values;
    expect(labels).toBeInstanceOf(Uint16Array);
    const count = (label: number) => labels.filter((value) => value === label).length;
    expect([0, 1, 3, 6, 11].map(count)).toEqual([18717, 13310, 9974, 4732, 2601]);
  });

  it('holds a coordinate of 1.2e9 m in the origin', async () => {
    const { cloud } = await readPly(sharedSource('robust/pdal_issue_2421.ply'));
    expect(cloud.origin).toEqual([1, 12345, 1234567890]);
    expect(cloud.positions[2]).toBeCloseTo(0.12345, 6);
  });

  it('scales colours by type: the char 64 stays 64', async () => {
    const { cloud } = await readPly(sharedSource('ply/pdal_text_extradim.ply'));
    expect([...findAttribute(cloud, 'rgb')!.values]).toEqual([63, 200, 64]);
    expect([...findAttribute(cloud, 'omg')!.values]).toEqual([1234]);
  });

  it.each([
    ['robust/trimesh_ply_empty_ascii.ply', 'FORMAT_EMPTY'],
    ['robust/trimesh_ply_empty_bin.ply', 'FORMAT_EMPTY'],
    ['ply/trimesh_empty.ply', 'FORMAT_EMPTY'],
    ['robust/trimesh_ply_empty_header.ply', 'FORMAT_FIELD'],
    ['robust/pdal_no_vertex.ply', 'FORMAT_FIELD'],
    ['robust/pdal_sized_dims.ply', 'FORMAT_FIELD'],
  ])('%s → %s', async (file, code) => {
    await expect(readPly(sharedSource(file))).rejects.toMatchObject({ name: 'FormatError', code });
  });
});

describe('readPly on dialects', () => {
  const ascii = (header: string[], body: string, newline = '\n') =>
    memorySource('a.ply', ['ply', 'format ascii 1.0', ...header, 'end_header', body].join(newline));
  const XYZ = ['property float x', 'property float y', 'property float z'];

  it.each(['\n', '\r\n', '\r'])('accepts header lines ending in %j, also before binary data', async (newline) => {
    const header = [
      'ply ',
      'format binary_little_endian 1.0',
      'obj_info made up',
      'element vertex 2',
      ...XYZ,
      'end_header',
      '',
    ];
    const head = new TextEncoder().encode(header.join(newline));
    // The first data byte is 0x0A: it must not be taken for a newline.
    const body = new Uint8Array(24).fill(10);
    const { cloud } = await readPly(memorySource('b.ply', new Uint8Array([...head, ...body])));
    expect(cloud.count).toBe(2);
    expect(cloud.positions[5]).toBe(new Float32Array(body.buffer)[5]);
  });

  it('walks faces and lists that come before and inside the vertices', async () => {
    const header = ['element face 2', 'property list uchar int vertex_indices', 'element vertex 2', ...XYZ];
    const { cloud } = await readPly(
      ascii(
        [...header, 'property list uchar float ignored', 'property short label'],
        '3 0 1 2\n0\n1 2 3 2 9 9 7\n4 5 6 0 -8',
      ),
    );
    expect([...cloud.positions]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(findAttribute(cloud, 'label')!.values).toEqual(Int16Array.of(7, -8));
  });

  it('walks binary lists before and inside the vertices', async () => {
    const header = [
      'ply',
      'format binary_big_endian 1.0',
      'element face 1',
      'property list uchar ushort v',
      'element vertex 1',
    ];
    const head = new TextEncoder().encode(
      [...header, ...XYZ, 'property list uint uchar l', 'property uchar c', 'end_header', ''].join('\n'),
    );
    const body = new DataView(new ArrayBuffer(1 + 6 + 12 + 4 + 2 + 1));
    body.setUint8(0, 3);
    for (const [i, value] of [7, 8, 9].entries()) body.setFloat32(7 + i * 4, value);
    body.setUint32(19, 2);
    body.setUint8(25, 77);
    const { cloud } = await readPly(memorySource('w.ply', new Uint8Array([...head, ...new Uint8Array(body.buffer)])));
    expect([...cloud.positions]).toEqual([7, 8, 9]);
    expect(findAttribute(cloud, 'c')!.values[0]).toBe(77);
  });

  it('drops points that are not finite, with their attributes, and counts them', async () => {
    const diagnostics = new Diagnostics();
    const source = ascii(['element vertex 3', ...XYZ, 'property uchar k'], '0 0 0 1 nan 0 0 2 1 1 -inf 3');
    const { cloud, keptRows, sourceCount } = await readPly(source, { diagnostics });
    expect(cloud.count).toBe(1);
    expect(findAttribute(cloud, 'k')!.values).toEqual(Uint8Array.of(1));
    expect(keptRows).toEqual(Uint32Array.of(0));
    expect(sourceCount).toBe(3);
    expect(diagnostics.list).toMatchObject([{ code: 'NON_FINITE_DROPPED', count: 2 }]);
  });

  it('says which token is no number, and refuses impossible counts before allocating', async () => {
    await expect(readPly(ascii(['element vertex 1', ...XYZ], '1 2 zebra'))).rejects.toThrow(/zebra/);
    for (const count of ['-1', '1e5', '99999999999999999999', '4000000000']) {
      await expect(readPly(ascii([`element vertex ${count}`, ...XYZ], '1 2 3'))).rejects.toBeInstanceOf(FormatError);
    }
  });

  it.each([
    [
      'ushort',
      '65535 256 255',
      [255, 1, 0],
      'Colours read as 16 bit, of which the upper 8 are kept: a channel is above 255',
    ],
    ['ushort', '255 7 0', [255, 7, 0], 'Colours read as 8 bit: no channel is above 255'],
    ['float', '1 0.5 0', [255, 128, 0], 'Colours read as 0–1: no channel is above 1'],
    ['float', '200 0.5 0', [200, 0, 0], 'Colours read as 0–255: a channel is above 1'],
    ['uchar', '200 1 0', [200, 1, 0], undefined],
  ])('scales colours of the type %s, and says how: %s', async (type, row, values, said) => {
    const rgb = ['red', 'green', 'blue'].map((name) => `property ${type} ${name}`);
    const diagnostics = new Diagnostics();
    const { cloud } = await readPly(ascii(['element vertex 1', ...XYZ, ...rgb], `0 0 0 ${row}`), { diagnostics });
    expect([...findAttribute(cloud, 'rgb')!.values]).toEqual(values);
    expect(diagnostics.list.map(({ message }) => message)).toEqual(said === undefined ? [] : [said]);
  });

  it('stops when cancelled', async () => {
    const signal = AbortSignal.abort();
    await expect(readPly(sharedSource('ply/bunny.ply'), { signal })).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('truncated PLY', () => {
  it.each([
    'ply/pdal_simple_binary.ply',
    'ply/happly_platonic_shelf.ply',
    'twins_ripple/ripple_bin.ply',
    'ply/trimesh_points_ascii.ply',
  ])('%s: every header byte and a spread of vertex bytes give a FormatError', async (file) => {
    const bytes = sharedBytes(file);
    const body = new TextDecoder('latin1').decode(bytes).indexOf('end_header') + 11;
    const ends = Array.from({ length: body }, (_, i) => i);
    const { cloud } = await readPly(memorySource('whole', bytes));
    const vertexBytes = file.includes('ascii')
      ? bytes.length - body - 40
      : Math.min(bytes.length - body, cloud.count * 12) - 1;
    for (let i = 0; i < 40; i++) ends.push(body + Math.floor((vertexBytes * i) / 40));
    for (const end of ends) {
      await expect(readPly(memorySource('cut.ply', bytes.subarray(0, end))), `cut at ${end}`).rejects.toBeInstanceOf(
        FormatError,
      );
    }
  });
});

describe('readPly on what is no part of PLY', () => {
  const head = (...lines: readonly string[]) =>
    [
      'ply',
      'format ascii 1.0',
      'element vertex 2',
      'property float x',
      'property float y',
      'property float z',
      ...lines,
    ]
      .concat('end_header', '')
      .join('\n');

  it('unpacks colours from one number, whole or a float’s bits', async () => {
    const whole = await readPly(memorySource('a.ply', `${head('property uint rgb')}1 2 3 16744512\n4 5 6 255\n`));
    expect(whole.cloud.attributes).toEqual([
      { name: 'rgb', components: 3, values: Uint8Array.of(255, 128, 64, 0, 0, 255) },
    ]);
    const bits = new Float32Array(Uint32Array.of(0xff8040, 0x00ff).buffer);
    const float = await readPly(
      memorySource('a.ply', `${head('property float rgb')}1 2 3 ${bits[0]}\n4 5 6 ${bits[1]}\n`),
    );
    expect(float.cloud.attributes).toEqual(whole.cloud.attributes);
  });

  it('keeps a lone number of a vector’s name apart', async () => {
    const { cloud } = await readPly(memorySource('a.ply', `${head('property double normal')}1 2 3 0.5\n4 5 6 0.25\n`));
    expect(cloud.attributes).toMatchObject([{ name: 'normal_value', components: 1 }]);
  });

  it('reads integers of 64 bits', async () => {
    const { cloud } = await readPly(
      memorySource('a.ply', `${head('property int64 t')}1 2 3 1700000000000\n4 5 6 -1\n`),
    );
    expect(findAttribute(cloud, 't')!.values).toEqual(Float64Array.of(1_700_000_000_000, -1));
  });

  it('says how many points are missing, and what compressed splats are', async () => {
    const padded = head(`comment ${'a'.repeat(40)}`).replace('vertex 2', 'vertex 5');
    await expect(readPly(memorySource('a.ply', `${padded}1.000000 2.000000 3.000000\n4 5 6\n`))).rejects.toMatchObject({
      code: 'FORMAT_TRUNCATED',
      message: expect.stringContaining('it has 2 of the 5 points'),
    });
    const splats = [
      'ply',
      'format binary_little_endian 1.0',
      'element vertex 1',
      'property uint packed_position',
      'end_header',
      '',
    ];
    await expect(readPly(memorySource('a.ply', splats.join('\n')))).rejects.toThrow(/compressed splats/);
  });
});
