import { OUTDOOR11, Rng, type Scene, type TruthBox, wrapAngle } from '../../core/index.ts';
import { dark } from '../materials.ts';
import { sceneOf } from '../scene.ts';
import { EGO } from './classes.ts';
import { scan } from './lidar.ts';
import { drawProfile, type LidarProfile } from './lidar-profiles.ts';
import { populate } from './populate.ts';
import { Road } from './road.ts';
import { StreetModel } from './street-model.ts';

export interface StreetOptions {
  /** Take this sensor family instead of a random one. */
  readonly sensor?: LidarProfile['name'];
}

/** Boxes with fewer returns are not annotated, as in the driving sets. */
const MIN_BOX_POINTS = 5;

/**
 * One LiDAR sweep of a made-up street, labelled with OUTDOOR11: about 20–70 k points, origin at the sensor, z up, random heading.
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
  const lane = sensorRng.int(road.lanes);
  const place = road.placeAt(0, -(lane + 0.5) * road.laneM + sensorRng.normal(0, 0.3));
  const low = sensorRng.chance(0.1);
  const height = low ? sensorRng.range(0.5, 1.2) : sensorRng.range(1.5, 2.3);
  const yaw = place.yaw + sensorRng.normal(0, 0.04);
  populate(model, road, contentRng, place.x, place.y);
  if (!low) {
    const ego = model.stuff(EGO, place.x, place.y, place.z, { yaw });
    const paint = dark(sensorRng);
    ego.span(-2.3, 2.2, -0.92, 0.92, 0.25, Math.min(0.85, height - 0.5), paint);
    ego.taper(
      [-2, 1.1, -0.85, 0.85],
      [-1.3, 0.4, -0.65, 0.65],
      Math.min(0.85, height - 0.5),
      Math.min(1.5, height - 0.2),
      paint,
    );
  }
  let profile = drawProfile(sensorRng);
  while (options.sensor !== undefined && profile.name !== options.sensor) profile = drawProfile(sensorRng);
  const mount = {
    x: place.x,
    y: place.y,
    z: place.z + height,
    yawRad: yaw,
    pitchRad: sensorRng.normal(0, 0.017),
    rollRad: sensorRng.normal(0, 0.017),
  };
  const points = scan(model.solids.table(), road, profile, mount, noiseRng);
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
  for (const thing of model.things) {
    if (seen[thing.instance] < MIN_BOX_POINTS) continue;
    const x = thing.box.center[0] - mount.x;
    const y = thing.box.center[1] - mount.y;
    boxes.push({
      center: [cos * x - sin * y, sin * x + cos * y, thing.box.center[2] - mount.z],
      size: thing.box.size,
      yaw: wrapAngle(thing.box.yaw + turn),
      className: OUTDOOR11.classes[thing.classId].name,
      id: String(thing.instance),
      points: seen[thing.instance],
    });
  }
  return sceneOf(`street-${seed}`, 'outdoor', OUTDOOR11.name, points, boxes, true);
}
