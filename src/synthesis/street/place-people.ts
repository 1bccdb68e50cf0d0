import type { Rng } from '../../core/index.ts';
import { cloth, metal } from '../materials.ts';
import { CYCLIST, OTHER, PEDESTRIAN } from './classes.ts';
import { buildCyclist, cyclistSize } from './cyclists.ts';
import { buildPerson, drawPerson, type Person, personSize } from './people.ts';
import type { Road } from './road.ts';
import { footprint, type StreetModel } from './street-model.ts';

/** Fewest and most people, fewest and most riders. */
const CROWDS = {
  urban: [4, 24, 1, 7],
  narrow: [2, 16, 1, 5],
  suburb: [1, 9, 0, 4],
  rural: [0, 5, 0, 3],
  highway: [0, 3, 0, 3],
  yard: [1, 10, 0, 3],
} as const;

/** People alone and in groups on walks, crossings, yards and beside the car; riders on the lanes. */
export function placePeople(model: StreetModel, road: Road, rng: Rng, sensorX: number): void {
  const [few, many, fewRiders, manyRiders] = CROWDS[road.setting];
  const people = few + rng.int(many - few + 1);
  for (let placed = 0, tries = 0; placed < people && tries < 100; tries++)
    placed += addGroup(model, road, rng, sensorX);
  const riders = fewRiders + rng.int(manyRiders - fewRiders + 1);
  for (let placed = 0, tries = 0; placed < riders && tries < 40; tries++) if (addRider(model, road, rng)) placed++;
}

function addGroup(model: StreetModel, road: Road, rng: Rng, sensorX: number): number {
  const sign = rng.chance(0.5) ? 1 : -1;
  const side = road.sides[sign < 0 ? 0 : 1];
  const where = rng.unit();
  const back = side.edgeM + side.vergeM + side.sidewalkM;
  let along = rng.normal(sensorX, 18);
  let lateral = sign * (side.edgeM + side.vergeM + rng.range(0.3, Math.max(1.2, side.sidewalkM)));
  let heading = rng.pick([0, Math.PI]);
  if (where < 0.14) {
    lateral = rng.range(-side.edgeM, side.edgeM);
    heading = Math.PI / 2;
  } else if (where < 0.26) {
    // Within reach of the sensor, where a person is hundreds of returns.
    along = sensorX + rng.range(-8, 8);
    lateral = sign * (road.laneM * 0.5 + rng.range(1.2, 6));
  } else if (where < 0.36) lateral = sign * (back + rng.range(0.5, 9));
  const size = rng.chance(0.35) ? 2 + rng.int(4) : 1;
  const stands = size > 1 && rng.chance(0.5);
  let placed = 0;
  for (let k = 0; k < size; k++) {
    const ring = (k * 2 * Math.PI) / size;
    const place = stands
      ? road.placeAt(along + 0.55 * Math.cos(ring), lateral + 0.55 * Math.sin(ring))
      : road.placeAt(along + rng.normal(0, 0.25), lateral + k * 0.6);
    const seated = !stands && rng.chance(0.07);
    const person = drawPerson(rng, seated ? 'sit' : stands ? 'stand' : undefined);
    const radius = person.carries === 'pram' || person.carries === 'trolley' ? 0.45 : 0.27;
    if (!model.claim([{ x: place.x, y: place.y, radius }])) continue;
    const yaw = place.yaw + (stands ? ring + Math.PI : heading) + rng.normal(0, rng.chance(0.3) ? 1 : 0.15);
    addPerson(model, rng, place, yaw, person);
    placed++;
  }
  return placed;
}

function addPerson(
  model: StreetModel,
  rng: Rng,
  place: { x: number; y: number; z: number },
  yaw: number,
  person: Person,
): void {
  const b = model.thing(rng, PEDESTRIAN, place.x, place.y, place.z, yaw, personSize(person));
  const other = b.as(OTHER, 0);
  buildPerson(b, rng, person, other);
  if (person.posture === 'sit') {
    const seat = rng.chance(0.5) ? cloth(rng) : metal(rng);
    other.box(-0.2, 0, 0.38, 0.45, rng.range(0.45, 1.6), 0.06, seat);
    if (rng.chance(0.7)) other.box(-0.44, 0, 0.7, 0.05, 0.5, 0.5, seat);
    for (const y of [-0.2, 0.2]) for (const x of [-0.38, -0.02]) other.column(x, y, 0, 0.36, 0.02, seat);
  }
  if (rng.chance(0.05)) dog(other.at(0.7, 0.3, 0), rng);
}

function dog(b: ReturnType<StreetModel['stuff']>, rng: Rng): void {
  const s = rng.range(0.5, 1.1);
  const fur = cloth(rng);
  b.ellipsoid(0, 0, 0.42 * s, 0.32 * s, 0.13 * s, 0.14 * s, fur);
  b.ellipsoid(0.36 * s, 0, 0.58 * s, 0.14 * s, 0.09 * s, 0.1 * s, fur);
  for (const x of [-0.22, 0.22]) for (const y of [-0.07, 0.07]) b.column(x * s, y * s, 0, 0.35 * s, 0.03, fur);
}

function addRider(model: StreetModel, road: Road, rng: Rng): boolean {
  const sign = rng.chance(0.5) ? 1 : -1;
  const side = road.sides[sign < 0 ? 0 : 1];
  const mount = rng.chance(0.7) ? 'bicycle' : 'motorcycle';
  const lane = Math.abs(road.laneLateral(road.lanes - 1, 1)) + road.laneM * rng.range(-0.1, 0.3);
  const lateral =
    sign * (mount === 'motorcycle' || rng.chance(0.65) ? lane : side.edgeM + side.vergeM + rng.range(0.4, 1.6));
  const place = road.placeAt(rng.normal(0, 18), lateral);
  const yaw = place.yaw + (sign < 0 ? 0 : Math.PI) + rng.normal(0, 0.1) + (rng.chance(0.12) ? Math.PI / 2 : 0);
  if (!model.claim(footprint(place.x, place.y, yaw, 2, 0.7))) return false;
  const size = cyclistSize(rng, mount);
  const b = model.thing(rng, CYCLIST, place.x, place.y, place.z, yaw, size, { roll: rng.normal(0, 0.06) });
  buildCyclist(b, rng, mount, size);
  return true;
}
