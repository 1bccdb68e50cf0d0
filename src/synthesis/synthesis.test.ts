import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findAttribute, type GroundTruth, IGNORE_LABEL, labelSet, type Scene } from '../core/index.ts';
import { synthesizeRoom, synthesizeStreet } from './index.ts';

const SCENES = 20;
const domains = [
  {
    name: 'street',
    synthesize: synthesizeStreet,
    fewest: 12_000,
    most: 110_000,
    common: [
      'road',
      'terrain',
      'building',
      'vegetation',
      'pole',
      'sign',
      'vehicle',
      'pedestrian',
      'cyclist',
      'other',
      'sidewalk',
    ],
  },
  {
    name: 'room',
    synthesize: synthesizeRoom,
    fewest: 12_000,
    most: 200_000,
    common: [
      'wall',
      'floor',
      'cabinet',
      'chair',
      'table',
      'door',
      'window',
      'bookshelf',
      'picture',
      'desk',
      'curtain',
      'otherfurniture',
    ],
  },
] as const;

function truthOf(scene: Scene): Required<Pick<GroundTruth, 'semantic' | 'instance'>> & GroundTruth {
  const truth = scene.truth;
  if (!truth?.semantic || !truth.instance) throw new TypeError('a made scene has full truth');
  return { ...truth, semantic: truth.semantic, instance: truth.instance };
}

for (const domain of domains) {
  describe(`synthetic ${domain.name}`, () => {
    const scenes = Array.from({ length: SCENES }, (_, seed) => domain.synthesize(seed));

    it('repeats to the byte for one seed and differs for another', () => {
      const again = domain.synthesize(3);
      const scene = scenes[3];
      expect(columnsOf(again)).toEqual(columnsOf(scene));
      expect(again.truth?.boxes).toEqual(scene.truth?.boxes);
      expect(columnsOf(scenes[4])).not.toEqual(columnsOf(scene));
    });

    it('gives finite positions, one row of every column a point, and a sensible number of points', () => {
      for (const { cloud, truth } of scenes) {
        expect(cloud.count).toBeGreaterThan(domain.fewest);
        expect(cloud.count).toBeLessThan(domain.most);
        expect(cloud.positions.length).toBe(cloud.count * 3);
        expect(cloud.positions.every(Number.isFinite)).toBe(true);
        for (const attribute of cloud.attributes)
          expect(attribute.values.length).toBe(cloud.count * attribute.components);
        expect(truth?.semantic?.length).toBe(cloud.count);
        expect(truth?.instance?.length).toBe(cloud.count);
      }
    });

    it('shows every class in at least a tenth of the scenes, the common ones in a quarter', () => {
      const classes = labelSet(truthOf(scenes[0]).labelSet).classes;
      const scenesWith = new Array<number>(classes.length).fill(0);
      for (const scene of scenes) {
        const counts = new Array<number>(classes.length).fill(0);
        for (const value of truthOf(scene).semantic) if (value !== IGNORE_LABEL) counts[value]++;
        counts.forEach((count, index) => {
          if (count >= 20) scenesWith[index]++;
        });
      }
      classes.forEach((entry, index) => {
        const wanted = (domain.common as readonly string[]).includes(entry.name) ? SCENES / 4 : SCENES / 10;
        expect(scenesWith[index], entry.name).toBeGreaterThanOrEqual(wanted);
      });
    });

    it('keeps labels, instances and boxes consistent', () => {
      for (const scene of scenes) {
        const { semantic, instance, boxes } = truthOf(scene);
        const classes = labelSet(truthOf(scene).labelSet).classes;
        const classOf = new Map<number, number>();
        const pointsOf = new Map<number, number[]>();
        // Counted, then asserted once: an assertion a point would take most of the suite's time.
        let unlabelledThings = 0;
        let wrongKind = 0;
        let mixed = 0;
        for (let i = 0; i < scene.cloud.count; i++) {
          const id = instance[i];
          if (semantic[i] === IGNORE_LABEL) {
            if (id !== 0) unlabelledThings++;
            continue;
          }
          if (id > 0 !== classes[semantic[i]].thing) wrongKind++;
          if (id === 0) continue;
          if ((classOf.get(id) ?? semantic[i]) !== semantic[i]) mixed++;
          classOf.set(id, semantic[i]);
          const list = pointsOf.get(id);
          if (list) list.push(i);
          else pointsOf.set(id, [i]);
        }
        expect([unlabelledThings, wrongKind, mixed]).toEqual([0, 0, 0]);
        for (const box of boxes) {
          const id = Number(box.id);
          const points = pointsOf.get(id) ?? [];
          expect(points.length).toBe(box.points);
          expect(points.length).toBeGreaterThanOrEqual(5);
          expect(classes[classOf.get(id) ?? -1]?.name).toBe(box.className);
          expect(
            insideShare(scene.cloud.positions, points, box, 1.1),
            `${scene.cloud.name} ${box.className} ${id}`,
          ).toBeGreaterThanOrEqual(0.95);
        }
        const boxed = new Set(boxes.map((box) => Number(box.id)));
        for (const [id, points] of pointsOf) expect(boxed.has(id)).toBe(points.length >= 5);
      }
    });
  });
}

/** SHA-256 of every column: comparing the arrays themselves element by element would take half a minute. */
function columnsOf(scene: Scene): string[] {
  const { semantic, instance } = truthOf(scene);
  return [
    scene.cloud.positions,
    ...scene.cloud.attributes.map((attribute) => attribute.values),
    semantic,
    instance,
  ].map((values) =>
    createHash('sha256')
      .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
      .digest('hex'),
  );
}

function insideShare(
  positions: Float32Array,
  points: readonly number[],
  box: { center: readonly number[]; size: readonly number[]; yaw: number },
  growth: number,
): number {
  const cos = Math.cos(box.yaw);
  const sin = Math.sin(box.yaw);
  // Range noise has a sigma up to 2.5 cm: three of it must not throw points off a sign of 5 cm.
  const reach = box.size.map((size) => (size * growth) / 2 + 0.08);
  const inside = points.filter((i) => {
    const x = positions[i * 3] - box.center[0];
    const y = positions[i * 3 + 1] - box.center[1];
    const z = positions[i * 3 + 2] - box.center[2];
    return (
      Math.abs(cos * x + sin * y) <= reach[0] && Math.abs(cos * y - sin * x) <= reach[1] && Math.abs(z) <= reach[2]
    );
  });
  return inside.length / points.length;
}

describe('the street', () => {
  it('puts the sensor at the origin with the ground below it and gives intensities between 0 and 1', () => {
    const scene = synthesizeStreet(1, { sensor: 'hdl64' });
    const { positions, count } = scene.cloud;
    const { semantic } = truthOf(scene);
    const heights: number[] = [];
    let farthest = 0;
    for (let i = 0; i < count; i++) {
      const range = Math.hypot(positions[i * 3], positions[i * 3 + 1]);
      farthest = Math.max(farthest, range);
      if (semantic[i] === 0 && range < 10) heights.push(positions[i * 3 + 2]);
    }
    expect(farthest).toBeLessThan(121);
    heights.sort((a, b) => a - b);
    expect(heights[heights.length >> 1]).toBeLessThan(-0.4);
    expect(heights[heights.length >> 1]).toBeGreaterThan(-2.8);
    const intensity = findAttribute(scene.cloud, 'intensity');
    expect(intensity?.values.every((value) => value >= 0 && value <= 1)).toBe(true);
  });
});

describe('the room', () => {
  it('lies on a floor near z = 0 and gives the boxes of the wanted kind of room', () => {
    const scene = synthesizeRoom(2, { type: 'bathroom' });
    const { positions } = scene.cloud;
    const { semantic, boxes } = truthOf(scene);
    const floor: number[] = [];
    semantic.forEach((value, i) => {
      if (value === 1) floor.push(positions[i * 3 + 2]);
    });
    floor.sort((a, b) => a - b);
    expect(Math.abs(floor[floor.length >> 1])).toBeLessThan(0.12);
    expect(boxes.map((box) => box.className)).toContain('toilet');
  });
});
