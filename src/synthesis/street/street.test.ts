import { describe, expect, it } from 'vitest';
import { IGNORE_LABEL, OUTDOOR11, Rng, type Scene } from '../../core/index.ts';
import { IDENTITY_POSE } from '../pose.ts';
import { ObjectBuilder, SolidSet } from '../solids.ts';
import { buildCyclist, cyclistSize } from './cyclists.ts';
import { GroundCaster } from './ground-caster.ts';
import type { SensorName } from './laser-heads.ts';
import { drawProfile } from './lidar-profiles.ts';
import { buildPerson, drawPerson, type Posture, personSize } from './people.ts';
import { Road } from './road.ts';
import { Sweep } from './sweep.ts';
import { synthesizeStreet } from './synthesize-street.ts';
import { type BodyStyle, vehicleSize } from './vehicle-styles.ts';
import { buildVehicle } from './vehicles.ts';

const SENSORS: readonly SensorName[] = ['hdl64', 'hdl32', 'roof-and-sides', 'twin32', 'vlp16', 'random'];

function labelsOf(scene: Scene): Int16Array {
  const labels = scene.truth?.semantic;
  if (!labels) throw new TypeError('a made scene has labels');
  return labels as Int16Array;
}

function shares(scenes: readonly Scene[]): number[] {
  const counts = new Array<number>(OUTDOOR11.classes.length).fill(0);
  let total = 0;
  for (const scene of scenes) {
    for (const label of labelsOf(scene)) {
      if (label === IGNORE_LABEL) continue;
      counts[label]++;
      total++;
    }
  }
  return counts.map((count) => count / total);
}

describe('the sensors', () => {
  it('have the beams, the reach and the share of ground that their real counterparts have', () => {
    // Beams by head, then fewest and most returns. Real: HDL-64E 115 k in 2083 columns, HDL-32E 25 k beyond 1.5 m, two VLP-32C 100 k.
    const expected: Readonly<Record<SensorName, [beams: number[], few: number, many: number]>> = {
      hdl64: [[32, 32], 30_000, 125_000],
      hdl32: [[32], 12_000, 38_000],
      'roof-and-sides': [[64, 60, 60, 60, 60], 30_000, 165_000],
      twin32: [[32, 32], 25_000, 110_000],
      vlp16: [[16], 7_000, 31_000],
      random: [[], 8_000, 110_000],
    };
    for (const sensor of SENSORS) {
      const [beams, few, many] = expected[sensor];
      const profile = drawProfile(new Rng(3), sensor);
      if (beams.length > 0) expect(profile.heads.map((head) => head.elevations.length)).toEqual(beams);
      const scenes = [11, 12].map((seed) => synthesizeStreet(seed, { sensor }));
      const returns = scenes.reduce((sum, scene) => sum + scene.cloud.count, 0) / scenes.length;
      expect(returns, sensor).toBeGreaterThan(few);
      expect(returns, sensor).toBeLessThan(many);
      const [road, sidewalk, terrain] = shares(scenes);
      // nuScenes frames 60–75 %, KITTI 35–60 % ground; horizon-dense units and streets of walls have far less.
      expect(road + sidewalk + terrain, sensor).toBeGreaterThan(0.1);
      expect(road + sidewalk + terrain, sensor).toBeLessThan(0.85);
    }
  });

  it('are drawn in every family, some wet, some rainy, some cut to a camera view', () => {
    const profiles = Array.from({ length: 200 }, (_, seed) => drawProfile(new Rng(seed)));
    for (const sensor of SENSORS)
      expect(profiles.filter(({ name }) => name === sensor).length, sensor).toBeGreaterThan(5);
    expect(profiles.some(({ rain }) => rain > 0)).toBe(true);
    expect(profiles.some(({ sectors }) => sectors.some(({ keep, from, to }) => keep === 0 && to - from > 3))).toBe(
      true,
    );
    expect(profiles.filter(({ deskewed }) => deskewed).length).toBeGreaterThan(80);
    expect(profiles.filter(({ ownCar }) => ownCar > 0).length).toBeGreaterThan(30);
  });

  it('put a place seen late in a sweep where a moving sensor then measured it, unless the cloud is deskewed', () => {
    const profile = { ...drawProfile(new Rng(1), 'hdl32'), speedMps: 10, yawRate: 0, deskewed: false, sweepS: 0.1 };
    const mount = { x: 1, y: 2, z: 1.8, yawRad: Math.PI / 2, pitchRad: 0, rollRad: 0 };
    const at = new Sweep(profile, mount).toCloud(1, 12, 0.1);
    expect([at.x, at.y]).toEqual([expect.closeTo(0, 9), expect.closeTo(9, 9)]);
    const still = new Sweep({ ...profile, deskewed: true }, mount).toCloud(1, 12, 0.1);
    expect([still.x, still.y]).toEqual([expect.closeTo(0, 9), expect.closeTo(10, 9)]);
  });
});

describe('the ground', () => {
  it('is hit where small steps along the ray find it', () => {
    for (let seed = 0; seed < 6; seed++) {
      const rng = new Rng(seed);
      const road = new Road(rng);
      const caster = new GroundCaster((x, y) => road.heightAt(x, y));
      const oz = road.heightAt(0, 0) + 1.8;
      let far = 0;
      for (let i = 0; i < 300; i++) {
        const azimuth = rng.range(0, 6.28);
        const elevation = rng.range(-0.45, -0.03);
        const d = [
          Math.cos(elevation) * Math.cos(azimuth),
          Math.cos(elevation) * Math.sin(azimuth),
          Math.sin(elevation),
        ];
        const hit = caster.cast(0, 0, oz, d[0], d[1], d[2], 60);
        let t = 0.3;
        while (t < 60 && oz + t * d[2] > road.heightAt(t * d[0], t * d[1])) t += 0.01;
        if (t < 60 ? Math.abs(hit - t) > 0.25 : hit < 59) far++;
      }
      // Grazing rays over a crest may differ by the caster's step.
      expect(far, `seed ${seed}`).toBeLessThan(10);
    }
  });

  it('has sidewalks that are level with the road as well as raised ones, and slopes beside it', () => {
    const roads = Array.from({ length: 80 }, (_, seed) => new Road(new Rng(seed, 9)));
    const curbs = roads.flatMap(({ sides }) => sides.filter((side) => side.sidewalkM > 0).map((side) => side.curbM));
    expect(curbs.filter((curb) => curb < 0.03).length / curbs.length).toBeGreaterThan(0.05);
    expect(curbs.filter((curb) => curb > 0.07).length / curbs.length).toBeGreaterThan(0.6);
    const steep = roads.filter(({ sides }) =>
      sides.some(({ yards }) => yards.some((yard) => yard.kind === 'bank' && Math.abs(yard.slope) > 0.2)),
    );
    expect(steep.length).toBeGreaterThan(15);
  });
});

/** Extent of an object's solids about its own middle, as shares of the half size. */
function overhang(solids: SolidSet, size: readonly number[]): number[] {
  const { bounds, count } = solids.table();
  const most = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    for (let axis = 0; axis < 3; axis++) {
      const middle = axis === 2 ? size[2] / 2 : 0;
      const reach = Math.max(Math.abs(bounds[i * 6 + axis] - middle), Math.abs(bounds[i * 6 + 3 + axis] - middle));
      most[axis] = Math.max(most[axis], reach - size[axis] / 2);
    }
  }
  return most;
}

describe('bodies', () => {
  it('of every vehicle style stay in their boxes but for mirrors and bars', () => {
    const styles: readonly BodyStyle[] = [
      'micro',
      'hatchback',
      'sedan',
      'coupe',
      'suv',
      'estate',
      'minivan',
      'van',
      'pickup',
      'truck',
      'lorry',
      'bus',
      'minibus',
      'tram',
      'trailer',
      'digger',
      'tractor',
    ];
    for (const style of styles) {
      for (let seed = 0; seed < 12; seed++) {
        const rng = new Rng(seed);
        const size = vehicleSize(rng, style);
        const solids = new SolidSet();
        buildVehicle(new ObjectBuilder(solids, IDENTITY_POSE, 7, 1), rng, style, size);
        const [x, y, z] = overhang(solids, size);
        expect(x, `${style} ${seed} length`).toBeLessThan(0.25);
        expect(y, `${style} ${seed} width`).toBeLessThan(0.25);
        expect(z, `${style} ${seed} height`).toBeLessThan(0.25);
        expect(solids.count).toBeGreaterThan(6);
      }
    }
  });

  it('of people in every posture and of riders stay in theirs', () => {
    const postures: readonly Posture[] = ['walk', 'stand', 'run', 'sit', 'bend', 'crouch'];
    for (const posture of postures) {
      for (let seed = 0; seed < 20; seed++) {
        const rng = new Rng(seed, 5);
        const person = drawPerson(rng, posture);
        const size = personSize(person);
        const body = new SolidSet();
        const b = new ObjectBuilder(body, IDENTITY_POSE, 8, 1);
        buildPerson(b, rng, person, new ObjectBuilder(new SolidSet(), IDENTITY_POSE, 10, 0));
        const [x, y, z] = overhang(body, size);
        // Fingertips, satchels and toes: a few centimetres past what an annotator draws.
        expect(x, `${posture} ${seed} depth`).toBeLessThan(0.25);
        expect(y, `${posture} ${seed} width`).toBeLessThan(0.25);
        expect(z, `${posture} ${seed} height`).toBeLessThan(0.15);
      }
    }
    for (const mount of ['bicycle', 'motorcycle'] as const) {
      const rng = new Rng(4);
      const size = cyclistSize(rng, mount);
      const solids = new SolidSet();
      buildCyclist(new ObjectBuilder(solids, IDENTITY_POSE, 9, 1), rng, mount, size);
      for (const past of overhang(solids, size)) expect(past, mount).toBeLessThan(0.15);
    }
  });
});

describe('the streets', () => {
  const scenes = Array.from({ length: 20 }, (_, i) => synthesizeStreet(500 + i));

  it('mix their classes as driving sets do', () => {
    // Wide ranges about SemanticKITTI, nuScenes and Waymo; people and signs are kept above nature for the sake of training.
    const ranges: Readonly<Record<string, [number, number]>> = {
      road: [0.15, 0.45],
      sidewalk: [0.02, 0.18],
      terrain: [0.04, 0.22],
      building: [0.08, 0.35],
      vegetation: [0.04, 0.3],
      pole: [0.004, 0.04],
      sign: [0.001, 0.02],
      vehicle: [0.06, 0.3],
      pedestrian: [0.003, 0.04],
      cyclist: [0.001, 0.03],
      other: [0.03, 0.14],
    };
    shares(scenes).forEach((share, index) => {
      const [least, most] = ranges[OUTDOOR11.classes[index].name];
      expect(share, OUTDOOR11.classes[index].name).toBeGreaterThan(least);
      expect(share, OUTDOOR11.classes[index].name).toBeLessThan(most);
    });
  });

  it('leave ghosts, drops and the own car unlabelled, and few of them', () => {
    const unlabelled = scenes.map((scene) => {
      let count = 0;
      for (const label of labelsOf(scene)) if (label === IGNORE_LABEL) count++;
      return count / scene.cloud.count;
    });
    expect(unlabelled.some((share) => share > 0)).toBe(true);
    expect(unlabelled.reduce((sum, share) => sum + share, 0) / scenes.length).toBeLessThan(0.08);
  });

  it('annotate boxes of many sizes with the points inside', () => {
    const lengths = scenes.flatMap(({ truth }) =>
      (truth?.boxes ?? []).filter((box) => box.className === 'vehicle').map((box) => box.size[0]),
    );
    expect(lengths.length).toBeGreaterThan(100);
    expect(Math.min(...lengths)).toBeLessThan(3.9);
    expect(Math.max(...lengths)).toBeGreaterThan(7);
    const people = scenes.flatMap(({ truth }) => (truth?.boxes ?? []).filter((box) => box.className === 'pedestrian'));
    expect(people.length).toBeGreaterThan(50);
    expect(people.some((box) => box.size[2] < 1.4)).toBe(true);
  });
});
