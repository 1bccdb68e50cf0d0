import { createEncoderModule } from 'draco3d';
import { describe, expect, it } from 'vitest';
import { FormatError, findAttribute } from '../../core/index.ts';
import { readPly } from '../ply/read.ts';
import { memorySource, sharedBytes, sharedSource } from '../shared-data.fixture.ts';
import { readDraco } from './read.ts';

describe('readDraco', () => {
  it('reads the vertices of a mesh', async () => {
    const { cloud } = await readDraco(sharedSource('drc/bunny.drc'));
    expect([cloud.count, cloud.format]).toEqual([34834, 'draco']);
    // The same bunny as the PLY, quantised: in another order, with the same bounds.
    const ply = (await readPly(sharedSource('ply/bunny.ply'))).cloud;
    expect(ply.count).toBe(34834);
    for (const axis of [0, 1, 2]) {
      const [draco, original] = [cloud, ply].map(({ positions }) => positions.filter((_, i) => i % 3 === axis));
      for (const extreme of [Math.min, Math.max]) {
        const reach = (values: Float32Array) => values.reduce((a, b) => extreme(a, b));
        expect(reach(draco!)).toBeCloseTo(reach(original!), 3);
      }
    }
  });

  it('keeps every attribute of a point cloud', async () => {
    const { cloud } = await readDraco(memorySource('a.drc', await encodeCloud()));
    expect(cloud.count).toBe(3);
    const order = [...cloud.positions].filter((_, i) => i % 3 === 0).map(Math.round);
    const rgb = findAttribute(cloud, 'rgb')!;
    const label = findAttribute(cloud, 'generic')!;
    order.forEach((x, i) => {
      expect([...rgb.values.slice(i * 3, i * 3 + 3)]).toEqual([x * 10, x * 20, x * 30]);
      expect(label.values[i]).toBe(x * 1000);
    });
    expect(label.values).toBeInstanceOf(Uint16Array);
  });

  it.each([0, 4, 10, 11, 12, 40, 5000, 96017])('refuses a file cut at byte %i', async (end) => {
    const cut = memorySource('cut.drc', sharedBytes('drc/bunny.drc').slice(0, end));
    await expect(readDraco(cut)).rejects.toBeInstanceOf(FormatError);
  });
});

/** Three points (1, 2, 3 along x) with colours and a label, as Draco's own encoder writes them. */
async function encodeCloud(): Promise<Uint8Array> {
  // The encoder's declarations lack its point clouds.
  const module = (await createEncoderModule()) as unknown as Record<string, new () => EncoderPart> & {
    destroy(part: object): void;
    POSITION: number;
    COLOR: number;
    GENERIC: number;
  };
  const cloud = new module['PointCloud']!();
  const builder = new module['PointCloudBuilder']!();
  builder.AddFloatAttribute(cloud, module.POSITION, 3, 3, Float32Array.of(1, 0, 0, 2, 1, 0, 3, 0, 1));
  builder.AddUInt8Attribute(cloud, module.COLOR, 3, 3, Uint8Array.of(10, 20, 30, 20, 40, 60, 30, 60, 90));
  builder.AddUInt16Attribute(cloud, module.GENERIC, 3, 1, Uint16Array.of(1000, 2000, 3000));
  const encoder = new module['Encoder']!();
  const out = new module['DracoInt8Array']!();
  const length = encoder.EncodePointCloudToDracoBuffer(cloud, false, out);
  return Uint8Array.from({ length }, (_, i) => out.GetValue(i));
}

interface EncoderPart {
  AddFloatAttribute(cloud: object, type: number, count: number, size: number, values: Float32Array): number;
  AddUInt8Attribute(cloud: object, type: number, count: number, size: number, values: Uint8Array): number;
  AddUInt16Attribute(cloud: object, type: number, count: number, size: number, values: Uint16Array): number;
  EncodePointCloudToDracoBuffer(cloud: object, deduplicate: boolean, out: object): number;
  GetValue(index: number): number;
}
