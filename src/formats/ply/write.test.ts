import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAttribute, type Scene } from '../../core/index.ts';
import { memorySource } from '../shared-data.fixture.ts';
import { readPly } from './read.ts';
import { parseSceneComments } from './scene-comments.ts';
import { writeScenePly } from './write.ts';

describe('writeScenePly', () => {
  const finite = fc.float({ min: -5000, max: 5000, noNaN: true });
  const point = fc.record({
    xyz: fc.tuple(finite, finite, finite),
    rgb: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)),
    intensity: fc.float({ noNaN: true, noDefaultInfinity: true }),
    label: fc.integer({ min: -1, max: 19 }),
    instance: fc.nat(0xffff_ffff),
  });

  it('is read back whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(point, { minLength: 1, maxLength: 30 }), fc.boolean(), async (points, hasRgb) => {
        const scene = sceneOf(points, hasRgb);
        const { cloud, comments } = await readPly(memorySource('s.ply', writeScenePly(scene)));
        expect(cloud.positions).toEqual(scene.cloud.positions);
        expect(cloud.origin).toEqual(scene.cloud.origin);
        expect(findAttribute(cloud, 'rgb')).toEqual(findAttribute(scene.cloud, 'rgb'));
        expect(findAttribute(cloud, 'intensity')).toEqual(findAttribute(scene.cloud, 'intensity'));
        expect(findAttribute(cloud, 'instance')!.values).toEqual(scene.truth!.instance);
        const labels = Int16Array.from(findAttribute(cloud, 'label')!.values, (v) => (v === 65535 ? -1 : v));
        expect(labels).toEqual(scene.truth!.semantic);
        expect(parseSceneComments(comments)).toEqual({
          labelSet: 'scannet20',
          domain: 'indoor',
          origin: scene.cloud.origin,
          boxes: scene.truth!.boxes,
        });
      }),
      { numRuns: 50 },
    );
  });

  type Point = typeof point extends fc.Arbitrary<infer T> ? T : never;
  function sceneOf(points: readonly Point[], hasRgb: boolean): Scene {
    const attributes = [
      ...(hasRgb ? [{ name: 'rgb', components: 3, values: Uint8Array.from(points.flatMap((p) => p.rgb)) }] : []),
      { name: 'intensity', components: 1, values: Float32Array.from(points, (p) => p.intensity) },
    ];
    return {
      cloud: {
        name: 's',
        format: 'synthetic',
        count: points.length,
        origin: [500_000, 4_600_000.5, -3],
        positions: Float32Array.from(points.flatMap((p) => p.xyz)),
        attributes,
      },
      truth: {
        labelSet: 'scannet20',
        semantic: Int16Array.from(points, (p) => p.label),
        instance: Uint32Array.from(points, (p) => p.instance),
        boxes: [
          { className: 'shower curtain', center: [1.25, -2, 0.1], size: [0.1, 2.5, 2], yaw: -1.5707963267948966 },
        ],
      },
      dataset: 'synthetic',
      domain: 'indoor',
      frame: { index: 0, count: 1 },
      diagnostics: [],
    };
  }
});
