import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Attribute,
  Diagnostics,
  findAttribute,
  IGNORE_LABEL,
  OUTDOOR11,
  type PointCloud,
} from '../../core/index.ts';
import { memorySource, sharedSource } from '../shared-data.fixture.ts';
import { readLas } from './read.ts';
import { type LasLabels, type LasWriteOptions, writeLas } from './write.ts';

const back = async (cloud: PointCloud, labels?: LasLabels, options?: LasWriteOptions) =>
  (await readLas(memorySource('w.las', writeLas(cloud, labels, options)))).cloud;

const cloudOf = (count: number, attributes: readonly Attribute[], positions = new Float32Array(count * 3)) => ({
  name: 'c',
  format: 'made',
  count,
  origin: [500_000, 4_600_000.5, -3] as const,
  positions,
  attributes,
});

describe('writeLas', () => {
  const count = 7;
  const column = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: count, maxLength: count });
  const byte = column(fc.nat(255));
  const single = fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-3e4), max: Math.fround(3e4) });

  it('is read back whole', async () => {
    const columns = fc.record({
      positions: fc.array(single, { minLength: count * 3, maxLength: count * 3 }),
      rgb: fc.array(fc.nat(255), { minLength: count * 3, maxLength: count * 3 }),
      classification: byte,
      intensity: column(fc.nat(65535)),
      number: column(fc.nat(15)),
      user: byte,
      time: column(fc.double()),
      ring: column(fc.integer({ min: -32768, max: 32767 })),
      weight: column(fc.float()),
      normal: fc.array(single, { minLength: count * 3, maxLength: count * 3 }),
      hasRgb: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(columns, async (made) => {
        const one = (name: string, values: Attribute['values']) => ({ name, components: 1, values });
        const three = (name: string, values: Attribute['values']) => ({ name, components: 3, values });
        const rgb = Uint8Array.from(made.rgb);
        const attributes = [
          ...(made.hasRgb && rgb.some((value) => value > 0) ? [three('rgb', rgb)] : []),
          one('classification', Uint8Array.from(made.classification)),
          one('intensity', Uint16Array.from(made.intensity)),
          one('return', Uint8Array.from(made.number)),
          one('user_data', Uint8Array.from(made.user)),
          one('timestamp', Float64Array.from(made.time)),
          one('ring', Int16Array.from(made.ring)),
          one('weight', Float32Array.from(made.weight)),
          three('normal', Float32Array.from(made.normal)),
        ];
        const cloud = cloudOf(count, attributes, Float32Array.from(made.positions));
        const read = await back(cloud);
        for (const attribute of attributes) {
          expect(findAttribute(read, attribute.name), attribute.name).toEqual(attribute);
        }
        expect(read.attributes).toHaveLength(attributes.length);
        for (const [i, position] of made.positions.entries()) {
          const axis = i % 3;
          const found = read.origin[axis]! + read.positions[i]!;
          // Half a step of the file, and what a float32 rounds off on both sides.
          expect(Math.abs(found - (cloud.origin[axis]! + position))).toBeLessThan(6e-3);
        }
      }),
      { numRuns: 60, seed: 6 },
    );
  });

  it('writes classes as ASPRS codes where they mean the same, and instances and confidence as extra bytes', async () => {
    const [road, pole] = ['road', 'pole'].map((name) => OUTDOOR11.classes.findIndex((entry) => entry.name === name));
    const labels = {
      labelSet: 'outdoor11',
      semantic: Int16Array.of(road!, pole!, IGNORE_LABEL),
      instance: Uint32Array.of(0, 7, 4_000_000_000),
      confidence: Float32Array.of(0.5, 0.25, 0),
    };
    const before = { name: 'classification', components: 1, values: Uint8Array.of(2, 2, 9) };
    const read = await back(cloudOf(3, [before]), labels);
    expect([...findAttribute(read, 'classification')!.values]).toEqual([11, 64 + pole!, 0]);
    expect(findAttribute(read, 'source_classification')!.values).toEqual(before.values);
    expect(findAttribute(read, 'instance')!.values).toEqual(labels.instance);
    expect(findAttribute(read, 'confidence')!.values).toEqual(labels.confidence);
  });

  it.each(['las/pdrf10-1.4.las', 'las/extrabytes.las', 'las/test1_4.las', 'las/lidR_MixedConifer.laz'])(
    '%s: what was read is written, and read again',
    async (file) => {
      const { cloud } = await readLas(sharedSource(file));
      const diagnostics = new Diagnostics();
      const read = await back(cloud, undefined, { diagnostics });
      expect(read.count).toBe(cloud.count);
      for (const { name, components, values } of cloud.attributes) {
        const isSplit = components > 1 && name !== 'rgb';
        if (isSplit) expect(diagnostics.list[0]!.message).toContain(name);
        else
          expect(
            findAttribute(read, name)!.values.every((value, i) => Object.is(value, values[i])),
            name,
          ).toBe(true);
      }
    },
  );

  it('states bounds, returns and the coordinate system in its header', async () => {
    const returns = { name: 'return', components: 1, values: Uint8Array.of(1, 2, 2) };
    const cloud = cloudOf(3, [returns], Float32Array.of(0, 0, 0, 1, -2, 3, -4, 5, 0));
    const bytes = writeLas(cloud, undefined, { wkt: 'LOCAL_CS["site",UNIT["metre",1]]' });
    const view = new DataView(bytes.buffer);
    const bounds = [0, 1, 2, 3, 4, 5].map((i) => view.getFloat64(179 + i * 8, true));
    expect(bounds).toEqual([500_001, 499_996, 4_600_005.5, 4_599_998.5, 0, -3]);
    expect([1, 2, 3].map((number) => Number(view.getBigUint64(247 + number * 8, true)))).toEqual([1, 2, 0]);
    const diagnostics = new Diagnostics();
    await readLas(memorySource('w.las', bytes), { diagnostics });
    expect(diagnostics.list[0]!.message).toMatch(/coordinate system: site/);
  });

  it('refuses more columns than the format can describe', () => {
    const attributes = Array.from({ length: 400 }, (_, i) => ({
      name: `c${i}`,
      components: 1,
      values: Uint8Array.of(1),
    }));
    expect(() => writeLas(cloudOf(1, attributes))).toThrow(/400 columns.*Write it as PLY/);
  });
});
