import { describe, expect, test } from 'vitest';
import { IGNORE_LABEL, OUTDOOR11, Rng, SCANNET20, type Scene } from '../core/index.ts';
import { synthesizeRoom, synthesizeStreet } from '../synthesis/index.ts';
import { type Augmentation, augmentationAt, augmentationOf } from './augmentation.ts';
import { cutCrop } from './crop.ts';
import { type Crop, joinCrops } from './crop-points.ts';
import { pasteObjects } from './mixing.ts';
import { withoutSparseBoxes } from './sparse-objects.ts';
import { thinOut } from './thinning.ts';
import { prepareScene, sceneObjects } from './training-scene.ts';

/** Nothing but a rotation and flips. */
const STILL: Augmentation = {
  scale: [1, 1],
  scaleZ: [1, 1],
  stretch: 0,
  tiltDeg: 0,
  jitterM: 0,
  drop: 0,
  keepLeast: 1,
  beamDrop: 0,
  rangeThinning: 0,
  sectorThinning: 0,
  cutOut: 0,
  paste: 0,
  pasteMost: 8,
  overlay: 0,
  mixUntil: 1,
  heightDrop: 0,
  heightNoiseM: 0,
  looksDrop: 0,
};

/** Boxes on a floor, filled with points right up to their faces: what a transform does to a box shows in them. */
function boxesScene(seed: number, className = 'vehicle', thingId = 7): Scene {
  const rng = new Rng(seed);
  const positions: number[] = [];
  const semantic: number[] = [];
  const instance: number[] = [];
  const boxes = [1, 2, 3, 4].map((id) => {
    const yaw = rng.range(-3, 3);
    const center = [9 * Math.cos(1.6 * id), 9 * Math.sin(1.6 * id), 0.8] as const;
    const size = [4, 1.8, 1.5] as const;
    for (let i = 0; i < 300; i++) {
      const [x, y, z] = size.map((side) => rng.range(-side / 2, side / 2)) as [number, number, number];
      positions.push(center[0] + Math.cos(yaw) * x - Math.sin(yaw) * y);
      positions.push(center[1] + Math.sin(yaw) * x + Math.cos(yaw) * y, center[2] + z);
      semantic.push(thingId);
      instance.push(id);
    }
    return { center, size, yaw, className, id: String(id) };
  });
  for (let i = 0; i < 4000; i++) {
    positions.push(rng.range(-20, 20), rng.range(-20, 20), 0);
    semantic.push(0);
    instance.push(0);
  }
  return {
    cloud: {
      name: 'boxes',
      format: 'test',
      count: semantic.length,
      origin: [0, 0, 0],
      positions: Float32Array.from(positions),
      attributes: [],
    },
    truth: {
      labelSet: OUTDOOR11.name,
      semantic: Int16Array.from(semantic),
      instance: Uint32Array.from(instance),
      boxes,
    },
    dataset: 'test',
    frame: { index: 0, count: 1 },
    diagnostics: [],
  };
}

/** Largest |coordinate| of an object's points in its box's frame, in half sides; and how many objects have points. */
function worstReach(crop: Crop): { reach: number; objects: number; fill: number } {
  let [reach, objects, fill] = [0, 0, 1];
  crop.boxes.forEach((box, i) => {
    if (box.classId === IGNORE_LABEL) return;
    const most = [0, 0, 0];
    for (let p = 0; p < crop.count; p++) {
      if (crop.instance[p] !== i + 1) continue;
      const d = [0, 1, 2].map((axis) => crop.positions[3 * p + axis]! - box.center[axis]!);
      const along = Math.cos(box.yaw) * d[0]! + Math.sin(box.yaw) * d[1]!;
      const across = -Math.sin(box.yaw) * d[0]! + Math.cos(box.yaw) * d[1]!;
      [along, across, d[2]!].forEach((value, axis) => {
        most[axis] = Math.max(most[axis]!, Math.abs(value) / (box.size[axis]! / 2));
      });
    }
    if (most[0] === 0) return;
    objects++;
    reach = Math.max(reach, ...most);
    fill = Math.min(fill, ...most);
  });
  return { reach, objects, fill };
}

const scene = prepareScene(boxesScene(1), 0);
const other = prepareScene(boxesScene(2, 'pedestrian', 8), 0);

function cut(changes: Partial<Augmentation>, seed: number, radiusM = 40): Crop {
  const options = { radiusM, voxelSizeM: 0.2, labels: OUTDOOR11, other: () => other };
  return cutCrop(scene, { ...options, augmentation: { ...STILL, ...changes } }, new Rng(seed));
}

describe('boxes go where their points go', () => {
  test.each<[string, Partial<Augmentation>, number]>([
    ['rotation and flips', {}, 1.001],
    ['scales', { scale: [0.8, 1.2], scaleZ: [0.8, 1.2] }, 1.001],
    ['tilt', { tiltDeg: 2.8 }, 1.2],
    ['stretch', { stretch: 0.05 }, 1.25],
    ['pasted objects', { paste: 1 }, 1.001],
    ['an overlay', { overlay: 1 }, 1.001],
  ])('%s', (_, changes, most) => {
    for (let seed = 0; seed < 12; seed++) {
      const { reach, objects, fill } = worstReach(cut(changes, seed));
      expect(objects).toBeGreaterThanOrEqual(4);
      expect(reach).toBeLessThan(most);
      expect(fill).toBeGreaterThan(0.85);
    }
  });

  test('and headings stay headings: the front is where it was', () => {
    // Points only in the front half: their mean lies ahead of the centre after every turn and flip.
    const half = boxesScene(1);
    const front = Int16Array.from(half.truth!.semantic!);
    half.truth!.boxes.forEach((box, b) => {
      for (let i = 300 * b; i < 300 * (b + 1); i++) {
        const along =
          Math.cos(box.yaw) * (half.cloud.positions[3 * i]! - box.center[0]) +
          Math.sin(box.yaw) * (half.cloud.positions[3 * i + 1]! - box.center[1]);
        front[i] = along > 0 ? 7 : IGNORE_LABEL;
      }
    });
    const source = prepareScene({ ...half, truth: { ...half.truth!, semantic: front } }, 0);
    for (let seed = 0; seed < 8; seed++) {
      const options = { radiusM: 60, voxelSizeM: 0.2, labels: OUTDOOR11, other: () => source };
      const crop = cutCrop(
        source,
        { ...options, augmentation: { ...STILL, stretch: 0.05, tiltDeg: 2 } },
        new Rng(seed),
      );
      const ahead = crop.boxes.map(() => 0);
      for (let p = 0; p < crop.count; p++) {
        const box = crop.boxes[crop.instance[p]! - 1];
        if (!box || crop.semantic[p] !== 7) continue;
        const [dx, dy] = [crop.positions[3 * p]! - box.center[0], crop.positions[3 * p + 1]! - box.center[1]];
        ahead[crop.instance[p]! - 1]! += Math.cos(box.yaw) * dx + Math.sin(box.yaw) * dy;
      }
      expect(Math.min(...ahead)).toBeGreaterThan(0);
    }
  });
});

describe('mixing', () => {
  test('pasted objects stand on free ground, as far away as they were, with a box of their own', () => {
    const before = cut({}, 3).boxes.length;
    let pasted = 0;
    for (let seed = 0; seed < 12; seed++) {
      const crop = cut({ paste: 1 }, seed);
      const extra = crop.boxes.slice(before);
      pasted += extra.length;
      expect(extra.length).toBeLessThanOrEqual(8);
      extra.forEach((box, i) => {
        expect(box.classId).toBe(8);
        const points = crop.instance.filter((id) => id === before + i + 1).length;
        expect(points).toBe(300);
        for (const old of crop.boxes.slice(0, before))
          expect(Math.hypot(old.center[0] - box.center[0], old.center[1] - box.center[1])).toBeGreaterThan(2);
      });
      crop.semantic.forEach((label, p) => {
        if (label === 8) expect(crop.heights[p]).toBeGreaterThan(-0.1);
      });
    }
    expect(pasted).toBeGreaterThan(12);
  });

  test('the commonest class of the other scene is left out where it has others', () => {
    const mixed = sceneObjects(other, OUTDOOR11).map((object, i) =>
      i === 0 ? { ...object, box: { ...object.box, classId: 9 }, boxes: [{ ...object.box, classId: 9 }] } : object,
    );
    const crop = pasteObjects(cut({}, 1), mixed, 8, new Rng(1));
    expect(crop.boxes.slice(4).every(({ classId }) => classId === 9)).toBe(true);
  });

  test('an overlay keeps the instances of both apart', () => {
    const crop = cut({ overlay: 1 }, 4);
    expect(crop.boxes.length).toBe(8);
    const classes = new Map<number, Set<number>>();
    crop.instance.forEach((id, p) => {
      if (id > 0) classes.set(id, (classes.get(id) ?? new Set()).add(crop.semantic[p]!));
    });
    expect([...classes].every(([id, labels]) => labels.size === 1 && labels.has(id <= 4 ? 7 : 8))).toBe(true);
  });

  test('joined crops lose instances that have no box', () => {
    const part = (ids: number[], boxes: number): Crop => ({
      count: ids.length,
      positions: new Float32Array(3 * ids.length),
      heights: new Float32Array(ids.length),
      semantic: new Int16Array(ids.length),
      instance: Uint32Array.from(ids),
      looks: new Float32Array(),
      boxes: Array.from({ length: boxes }, () => ({ classId: 7, center: [0, 0, 0], size: [1, 1, 1], yaw: 0 })),
    });
    expect([...joinCrops([part([1, 2, 5], 2), part([0, 1], 1)]).instance]).toEqual([1, 2, 0, 0, 3]);
  });
});

test('mixing ends before the run does', () => {
  const mixed = { ...STILL, paste: 0.4, overlay: 0.2, drop: 0.3, mixUntil: 0.8 };
  expect(augmentationAt(mixed, 0.79)).toEqual(mixed);
  expect(augmentationAt(mixed, 0.8)).toEqual({ ...mixed, paste: 0, overlay: 0 });
});

describe('thinning', () => {
  const street = prepareScene(synthesizeStreet(5), 4);
  const options = { radiusM: 6, voxelSizeM: 0.2, labels: OUTDOOR11, other: () => street };
  const whole: Crop = {
    count: street.scene.cloud.count,
    positions: street.scene.cloud.positions,
    heights: street.heights,
    semantic: street.scene.truth!.semantic!,
    instance: street.scene.truth!.instance!,
    looks: new Float32Array(),
    boxes: [],
  };
  const share = (changes: Partial<Augmentation>, seed: number) =>
    thinOut(whole, { ...STILL, ...changes }, new Rng(seed)).count / whole.count;

  test('each part takes its share, and nothing where its chance is 0', () => {
    const mean = (changes: Partial<Augmentation>) =>
      Array.from({ length: 10 }, (_, seed) => share(changes, seed)).reduce((sum, value) => sum + value / 10, 0);
    expect(thinOut(whole, STILL, new Rng(1))).toBe(whole);
    expect(mean({ drop: 1, keepLeast: 0.5 })).toBeGreaterThan(0.6);
    expect(mean({ drop: 1, keepLeast: 0.5 })).toBeLessThan(0.9);
    expect(mean({ beamDrop: 1 })).toBeGreaterThan(0.2);
    expect(mean({ beamDrop: 1 })).toBeLessThan(0.55);
    expect(mean({ sectorThinning: 1 })).toBeGreaterThan(0.5);
    expect(mean({ sectorThinning: 1 })).toBeLessThan(0.95);
    expect(mean({ cutOut: 1 })).toBeLessThan(1);
    const far = thinOut(whole, { ...STILL, rangeThinning: 1 }, new Rng(2));
    const near = (crop: Crop) =>
      crop.heights.filter((_, i) => Math.hypot(crop.positions[3 * i]!, crop.positions[3 * i + 1]!) < 6).length;
    expect(near(far)).toBe(near(whole));
    expect(far.count).toBeLessThan(whole.count);
  });

  test('a crop is never thinned to nothing', () => {
    const small: Crop = {
      count: 2,
      positions: Float32Array.of(1, 0, 0, 1.1, 0, 0),
      heights: new Float32Array(2),
      semantic: new Int16Array(2),
      instance: new Uint32Array(2),
      looks: new Float32Array(),
      boxes: [],
    };
    for (let seed = 0; seed < 8; seed++)
      expect(thinOut(small, { ...STILL, cutOut: 1, drop: 1, keepLeast: 0.2 }, new Rng(seed)).count).toBeGreaterThan(0);
  });

  test('the same numbers give the same crop, whatever is switched on', () => {
    for (const domain of ['outdoor', 'indoor'] as const) {
      const crops = [0, 1].map(() =>
        cutCrop(street, { ...options, augmentation: augmentationOf(domain, { overlay: 0.5 }) }, new Rng(6)),
      );
      expect(crops[0]).toEqual(crops[1]);
    }
  });
});

test('objects of which fewer than five points are left have no box', () => {
  const box = { classId: 7, center: [0, 0, 0], size: [1, 1, 1], yaw: 0 } as const;
  const instance = Uint32Array.of(1, 1, 1, 1, 2, 2, 2, 2, 2, 0, 9);
  const crop = { ...cut({}, 1), count: instance.length, instance, boxes: [box, box, box] };
  expect(withoutSparseBoxes(crop).boxes.map(({ classId }) => classId)).toEqual([IGNORE_LABEL, 7, IGNORE_LABEL]);
});

test('rooms keep their boxes about their points under everything together', () => {
  const room = prepareScene(synthesizeRoom(3), 0);
  const options = { radiusM: 3, voxelSizeM: 0.05, labels: SCANNET20, other: () => room };
  let objects = 0;
  for (let seed = 0; seed < 6; seed++) {
    const crop = cutCrop(room, { ...options, augmentation: augmentationOf('indoor') }, new Rng(seed));
    const [outside, all] = countOutside(crop);
    objects += all;
    expect(outside / Math.max(all, 1)).toBeLessThan(0.08);
  }
  expect(objects).toBeGreaterThan(500);
});

/** Points of objects more than a tenth of a side and 10 cm out of their boxes, of how many. */
function countOutside(crop: Crop): [number, number] {
  let [outside, all] = [0, 0];
  for (let p = 0; p < crop.count; p++) {
    const box = crop.boxes[crop.instance[p]! - 1];
    if (!box || box.classId === IGNORE_LABEL) continue;
    const d = [0, 1, 2].map((axis) => crop.positions[3 * p + axis]! - box.center[axis]!);
    const along = Math.cos(box.yaw) * d[0]! + Math.sin(box.yaw) * d[1]!;
    const across = -Math.sin(box.yaw) * d[0]! + Math.cos(box.yaw) * d[1]!;
    all++;
    if ([along, across, d[2]!].some((value, axis) => Math.abs(value) > 0.6 * box.size[axis]! + 0.1)) outside++;
  }
  return [outside, all];
}
