import type { Rng } from '../../core/index.ts';
import { BUILDING, OTHER, POLE, SIGN, VEHICLE } from './classes.ts';
import { buildClutter, buildUpright } from './clutter.ts';
import { buildHoarding, buildJersey } from './fences.ts';
import { buildShelter, buildStall } from './outbuildings.ts';
import type { Road } from './road.ts';
import { buildPlate, drawPlate } from './signs.ts';
import { footprint, type StreetModel } from './street-model.ts';
import { buildBicycle, buildKickScooter, buildMotorcycle } from './two-wheelers.ts';
import { vehicleSize } from './vehicle-styles.ts';
import { buildVehicle } from './vehicles.ts';

/** What stands about: at the curb, along the walls, on the yards. Half of it within ten metres, where it has points enough to be mistaken. */
export function placeClutter(model: StreetModel, road: Road, rng: Rng): void {
  const much = { urban: 1, narrow: 0.9, suburb: 0.7, rural: 0.35, highway: 0.25, yard: 0.8 }[road.setting];
  for (const sideIndex of [0, 1]) {
    const sign = sideIndex === 0 ? -1 : 1;
    for (let i = Math.round(much * rng.range(3, 15)); i > 0; i--) scatter(model, road, rng, sideIndex, true);
    for (let i = Math.round(much * rng.range(0, 3.5)); i > 0; i--) scatter(model, road, rng, sideIndex, false);
    if (rng.chance(0.5 * much)) placeBikes(model, road, rng, sideIndex);
    if (rng.chance(0.3)) placeBollards(model, road, rng, sideIndex);
    if (rng.chance(0.25 * much)) placeStand(model, road, rng, sideIndex, sign);
  }
}

function scatter(model: StreetModel, road: Road, rng: Rng, sideIndex: number, upright: boolean): void {
  const side = road.sides[sideIndex];
  const sign = sideIndex === 0 ? -1 : 1;
  const back = side.edgeM + side.vergeM + side.sidewalkM;
  const where = rng.unit();
  const lateral =
    where < 0.4
      ? side.edgeM + rng.range(0.25, 0.9)
      : where < 0.75
        ? back + rng.range(-0.4, 0.6)
        : back + rng.range(0.6, 10);
  const place = road.placeAt(rng.normal(0, rng.chance(0.5) ? 10 : 28), sign * lateral);
  const radius = upright ? 0.35 : 0.9;
  if (road.beyondCrossing(place.x, place.y) < 0.4 || !model.claim([{ x: place.x, y: place.y, radius }])) return;
  const b = model.stuff(OTHER, place.x, place.y, place.z, {
    yaw: place.yaw + rng.pick([0, 0, Math.PI / 2, Math.PI]) + rng.normal(0, 0.15),
  });
  if (upright) buildUpright(b, rng);
  else buildClutter(b, rng);
}

/** Parked two-wheelers, one or a row: without a rider they are clutter. */
function placeBikes(model: StreetModel, road: Road, rng: Rng, sideIndex: number): void {
  const side = road.sides[sideIndex];
  const sign = sideIndex === 0 ? -1 : 1;
  const lateral = sign * (side.edgeM + (rng.chance(0.5) ? 0.8 : side.vergeM + Math.max(0.6, side.sidewalkM - 0.5)));
  const kind = rng.unit();
  const along = rng.normal(0, 20);
  const turn = rng.chance(0.5) ? Math.PI / 2 : rng.range(0, 3);
  for (let i = 1 + rng.int(8); i > 0; i--) {
    const place = road.placeAt(along + i * rng.range(0.6, 0.9), lateral);
    if (road.beyondCrossing(place.x, place.y) < 0.5 || !model.claim([{ x: place.x, y: place.y, radius: 0.28 }]))
      continue;
    const b = model.stuff(OTHER, place.x, place.y, place.z, {
      yaw: place.yaw + turn + rng.normal(0, 0.1),
      roll: rng.normal(0, 0.1),
    });
    if (kind < 0.6) buildBicycle(b, rng, rng.range(1.6, 1.8));
    else if (kind < 0.9) buildMotorcycle(b, rng, rng.range(1.7, 2.2));
    else buildKickScooter(b, rng);
  }
}

function placeBollards(model: StreetModel, road: Road, rng: Rng, sideIndex: number): void {
  const sign = sideIndex === 0 ? -1 : 1;
  const lateral = sign * (road.sides[sideIndex].edgeM + rng.range(0.25, 0.6));
  const step = rng.range(1.2, 3);
  const height = rng.range(0.6, 1.1);
  const radius = rng.range(0.05, 0.14);
  let along = rng.range(-35, 15);
  for (let i = 4 + rng.int(12); i > 0; i--, along += step) {
    const place = road.placeAt(along, lateral);
    if (road.beyondCrossing(place.x, place.y) < 0.3 || !model.claim([{ x: place.x, y: place.y, radius: 0.15 }]))
      continue;
    const b = model.stuff(OTHER, place.x, place.y, place.z);
    b.column(0, 0, -0.1, height, radius, { color: [120, 120, 122], reflectivity: 0.35 });
  }
}

function placeStand(model: StreetModel, road: Road, rng: Rng, sideIndex: number, sign: number): void {
  const side = road.sides[sideIndex];
  const place = road.placeAt(
    rng.normal(0, 20),
    sign * (side.edgeM + side.vergeM + Math.max(1.2, side.sidewalkM * 0.7)),
  );
  if (!model.claim(footprint(place.x, place.y, place.yaw, 4, 1.4))) return;
  const b = model.stuff(OTHER, place.x, place.y, place.z, { yaw: place.yaw + (sign > 0 ? 0 : Math.PI) });
  if (rng.chance(0.65)) buildShelter(b, rng);
  else buildStall(b, rng);
}

/** A strip of the carriageway taken by cones, barriers, heaps, machines and their warning signs. */
export function placeRoadworks(model: StreetModel, road: Road, rng: Rng): void {
  const sign = rng.chance(0.5) ? 1 : -1;
  const side = road.sides[sign < 0 ? 0 : 1];
  const from = rng.range(-35, 20);
  const to = from + rng.range(10, 30);
  const inner = side.edgeM - rng.range(1.5, Math.min(4.5, side.edgeM - 1.2));
  const solid = rng.chance(0.4);
  const step = solid ? 3 : rng.range(1.5, 4);
  for (let along = from; along < to; along += step) {
    const place = road.placeAt(along, sign * inner);
    if (!model.claim([{ x: place.x, y: place.y, radius: solid ? 0.5 : 0.3 }])) continue;
    const b = model.stuff(OTHER, place.x, place.y, place.z, { yaw: place.yaw });
    if (solid) buildJersey(b, rng, step);
    else
      b.taper([-0.2, 0.2, -0.2, 0.2], [-0.04, 0.04, -0.04, 0.04], 0, rng.range(0.6, 1.1), {
        color: [220, 90, 40],
        reflectivity: 0.6,
      });
  }
  const middle = sign * ((inner + side.edgeM) / 2 + 0.3);
  for (let i = 2 + rng.int(5); i > 0; i--) {
    const place = road.placeAt(rng.range(from, to), middle + rng.normal(0, 0.5));
    if (model.claim([{ x: place.x, y: place.y, radius: 0.8 }]))
      buildClutter(model.stuff(OTHER, place.x, place.y, place.z, { yaw: place.yaw }), rng);
  }
  if (rng.chance(0.5)) {
    const place = road.placeAt(rng.range(from, to), middle);
    const size = vehicleSize(rng, 'digger');
    const yaw = place.yaw + rng.normal(0, 0.4);
    if (model.claim(footprint(place.x, place.y, yaw, size[0], size[1])))
      buildVehicle(model.thing(rng, VEHICLE, place.x, place.y, place.z, yaw, size), rng, 'digger', size);
  }
  const plate = drawPlate(rng);
  const ahead = road.placeAt(from - 4, sign * (side.edgeM - 0.6));
  if (model.claim([{ x: ahead.x, y: ahead.y, radius: 0.4 }])) {
    buildPlate(model.thing(rng, SIGN, ahead.x, ahead.y, ahead.z + 0.6, ahead.yaw, plate.size), rng, plate);
    model
      .stuff(POLE, ahead.x, ahead.y, ahead.z)
      .column(0.06, 0, 0, 0.9, 0.03, { color: [120, 120, 120], reflectivity: 0.4 });
  }
  if (rng.chance(0.3)) {
    const place = road.placeAt((from + to) / 2, sign * (side.edgeM + 0.4));
    if (model.claim(footprint(place.x, place.y, place.yaw, to - from, 0.5)))
      buildHoarding(
        model.stuff(BUILDING, place.x, place.y, place.z, { yaw: place.yaw + (sign > 0 ? 0 : Math.PI) }),
        rng,
        to - from,
      );
  }
}
