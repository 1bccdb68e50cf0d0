import { OUTDOOR11, Rng, type Scene, type TruthBox, wrapAngle } from '../../core/index.ts';
import { dark } from '../materials.ts';
import { sceneOf } from '../scene.ts';
import type { ObjectBuilder } from '../solids.ts';
import { EGO } from './classes.ts';
import type { SensorName } from './laser-heads.ts';
import { LidarScan } from './lidar.ts';
import { drawProfile } from './lidar-profiles.ts';
import { populate } from './populate.ts';
import { Road } from './road.ts';
import { StreetModel } from './street-model.ts';

export interface StreetOptions {
  /** Take this sensor family instead of a random one. */
  readonly sensor?: SensorName;
}

/** Boxes with fewer returns are not annotated, as in the driving sets. */
const MIN_BOX_POINTS = 5;

/**
 * One LiDAR sweep of a made-up street, labelled with OUTDOOR11: 8–150 k points by sensor, origin at the sensor, z up, random heading.
 * The same seed and options give the same bytes.
 */
export function synthesizeStreet(seed: number, options: StreetOptions = {}): Scene {
  const root = new Rng(seed, 0x5721);
  const roadRng = root.fork(1);
  const contentRng = root.fork(2);
  const sensorRng = root.fork(3);
  const noiseRng = root.fork(4);
  const road = new Road(roadRng);
  const model = new StreetModel();
  const low = sensorRng.chance(0.08);
  const height = low ? sensorRng.range(0.5, 1.2) : sensorRng.range(1.5, 2.3);
  const lane = sensorRng.int(road.lanes);
  const place = road.placeAt(0, road.laneLateral(lane, -1) + sensorRng.normal(0, 0.3));
  const yaw = place.yaw + sensorRng.normal(0, 0.05);
  populate(model, road, contentRng, place.x, place.y);
  if (!low) buildEgo(model.stuff(EGO, place.x, place.y, place.z, { yaw }), sensorRng, height);
  const profile = drawProfile(sensorRng, options.sensor);
  const mount = {
    x: place.x,
    y: place.y,
    z: place.z + height,
    yawRad: yaw,
    pitchRad: sensorRng.normal(0, 0.017),
    rollRad: sensorRng.normal(0, 0.017),
  };
  const scan = new LidarScan(model.solids.table(), model.things.length, road, profile, mount, noiseRng);
  const { points } = scan;
  const turn = sensorRng.range(-Math.PI, Math.PI);
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  for (let i = 0; i < points.count; i++) {
    const x = points.positions[i * 3];
    const y = points.positions[i * 3 + 1];
    points.positions[i * 3] = cos * x - sin * y;
    points.positions[i * 3 + 1] = sin * x + cos * y;
  }
  const seen = new Uint32Array(model.things.length + 1);
  for (let i = 0; i < points.count; i++) seen[points.instance[i]]++;
  const boxes: TruthBox[] = [];
  for (const { box, classId, instance } of model.things) {
    const count = seen[instance];
    if (count < MIN_BOX_POINTS) continue;
    const at = scan.toCloud(box.center[0], box.center[1], scan.timeSum[instance] / count);
    boxes.push({
      center: [cos * at.x - sin * at.y, sin * at.x + cos * at.y, box.center[2] - mount.z],
      size: box.size,
      yaw: wrapAngle(box.yaw + at.turn + turn),
      className: OUTDOOR11.classes[classId].name,
      id: String(instance),
      points: count,
    });
  }
  return sceneOf(`street-${seed}`, 'outdoor', OUTDOOR11.name, points, boxes, true);
}

/** The car under the sensor: hides what is behind it; its own returns are cut or left unlabelled. */
function buildEgo(b: ObjectBuilder, rng: Rng, sensorHeight: number): void {
  const paint = dark(rng);
  const half = rng.range(1.9, 2.5);
  const wide = rng.range(0.82, 0.98);
  const belt = Math.min(rng.range(0.85, 1.1), sensorHeight - 0.5);
  const roof = Math.min(rng.range(1.4, 1.75), sensorHeight - rng.range(0.12, 0.35));
  const shift = rng.range(-0.4, 0.4);
  b.span(-half + shift, half + shift, -wide, wide, 0.25, belt, paint);
  b.taper(
    [-half * 0.85 + shift, half * 0.5 + shift, -wide + 0.07, wide - 0.07],
    [-half * 0.6 + shift, half * 0.2 + shift, -0.65, 0.65],
    belt,
    roof,
    paint,
  );
  if (rng.chance(0.5)) for (const y of [-0.5, 0.5]) b.span(-0.8, 0.6, y - 0.03, y + 0.03, roof, roof + 0.08, paint);
}
