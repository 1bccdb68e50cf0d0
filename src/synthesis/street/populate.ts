import type { Rng } from '../../core/index.ts';
import { buildBuilding, drawBuilding } from './buildings.ts';
import { BUILDING, CYCLIST, OTHER, PEDESTRIAN, POLE, SIGN, VEGETATION, VEHICLE } from './classes.ts';
import {
  buildFence,
  buildGuardRail,
  buildLamp,
  buildPlate,
  buildShelter,
  buildStreetFurniture,
  buildTrafficLight,
  drawPlate,
} from './furniture.ts';
import { buildBicycle, buildCyclist, buildPerson, cyclistSize, drawPerson, personSize } from './people.ts';
import type { Road } from './road.ts';
import { footprint, type StreetModel } from './street-model.ts';
import { buildBush, buildHedge, buildTree, buildTuft } from './vegetation.ts';
import { type BodyStyle, buildVehicle, pickStyle, vehicleSize } from './vehicles.ts';

/** How far along the road, from the sensor, things are placed. */
export const REACH_M = 75;

/** Fills both sides and the carriageway. `sensorX`, `sensorY` is where the ego car stands. */
export function populate(model: StreetModel, road: Road, rng: Rng, sensorX: number, sensorY: number): void {
  model.claim(footprint(sensorX, sensorY, 0, 5.5, 2.2));
  placeTraffic(model, road, rng.fork(1));
  placeBuildings(model, road, rng.fork(2));
  placePoles(model, road, rng.fork(3));
  placePeople(model, road, rng.fork(4));
  placeGreen(model, road, rng.fork(5));
  placeClutter(model, road, rng.fork(6));
}

function addVehicle(
  model: StreetModel,
  road: Road,
  rng: Rng,
  along: number,
  lateral: number,
  turn: number,
  style: BodyStyle,
): boolean {
  const size = vehicleSize(rng, style);
  const place = road.placeAt(along, lateral);
  const yaw = place.yaw + turn;
  if (!model.claim(footprint(place.x, place.y, yaw, size[0], size[1]))) return false;
  const pitch = -Math.atan(road.slopeX * Math.cos(yaw) + road.slopeY * Math.sin(yaw));
  buildVehicle(model.thing(rng, VEHICLE, place.x, place.y, place.z, yaw, size, { pitch }), rng, style, size);
  return true;
}

function placeTraffic(model: StreetModel, road: Road, rng: Rng): void {
  const most = 8 + rng.int(18);
  let placed = 0;
  const driving = Math.round(most * rng.range(0.15, 0.5));
  for (let tries = 0; tries < 60 && placed < driving; tries++) {
    const lane = rng.int(road.lanes * 2);
    const lateral = (lane - road.lanes + 0.5) * road.laneM + rng.normal(0, 0.2);
    const heading = lateral < 0 ? 0 : Math.PI;
    if (addVehicle(model, road, rng, rng.normal(0, 28), lateral, heading + rng.normal(0, 0.03), pickStyle(rng)))
      placed++;
  }
  for (let tries = 0; tries < 90 && placed < most; tries++) {
    const sideIndex = rng.int(2);
    const side = road.sides[sideIndex];
    const sign = sideIndex === 0 ? -1 : 1;
    const along = rng.normal(0, 25);
    const onStreet = side.parkingM > 1.5 && rng.chance(0.8);
    const lateral =
      sign * (onStreet ? side.edgeM - 1.05 : side.edgeM + side.vergeM + side.sidewalkM + rng.range(2.8, 6));
    const turn = onStreet
      ? rng.chance(0.85) === sign < 0
        ? 0
        : Math.PI
      : rng.pick([0, Math.PI / 2, -Math.PI / 2, Math.PI]);
    const place = road.placeAt(along, lateral);
    if (onStreet && road.beyondCrossing(place.x, place.y) < 3) continue;
    const style = rng.chance(0.12)
      ? pickStyle(rng)
      : rng.pick(['hatchback', 'sedan', 'suv', 'estate', 'van', 'pickup'] as const);
    if (addVehicle(model, road, rng, along, lateral, turn + rng.normal(0, 0.04), style)) placed++;
  }
  const c = road.crossing;
  if (!c) return;
  for (let i = rng.int(4); i > 0; i--) {
    const y = rng.range(-35, 35);
    const x = c.x + c.skew * y + (rng.chance(0.5) ? 1 : -1) * road.laneM * 0.5;
    const size = vehicleSize(rng, 'sedan');
    const yaw = Math.PI / 2 - Math.atan(c.skew) + (rng.chance(0.5) ? Math.PI : 0);
    if (!model.claim(footprint(x, y, yaw, size[0], size[1]))) continue;
    buildVehicle(model.thing(rng, VEHICLE, x, y, road.heightAt(x, y), yaw, size), rng, 'sedan', size);
  }
}

function placeBuildings(model: StreetModel, road: Road, rng: Rng): void {
  if (rng.chance(0.08)) return;
  for (const [index, side] of road.sides.entries()) {
    const sign = index === 0 ? -1 : 1;
    const setback = side.vergeM + side.sidewalkM + (road.urban ? rng.range(0, 3) : rng.range(4, 12));
    let along = -REACH_M - rng.range(0, 15);
    while (along < REACH_M) {
      const size = drawBuilding(rng, road.urban);
      const gap = road.urban ? (rng.chance(0.6) ? 0 : rng.range(1, 9)) : rng.range(3, 18);
      const lateral = sign * (side.edgeM + setback + rng.range(0, road.urban ? 1 : 4));
      const middle = along + size.widthM / 2;
      const place = road.placeAt(middle, lateral);
      along += size.widthM + gap;
      const depthMiddle = road.placeAt(middle, lateral + (sign * size.depthM) / 2);
      if (road.beyondCrossing(place.x, place.y) < size.widthM / 2 + (road.crossing?.sidewalkM ?? 0) + 0.3) continue;
      if (rng.chance(0.12)) continue;
      // Facade looks to −y of its frame, that is to the road.
      const yaw = place.yaw + (sign > 0 ? 0 : Math.PI);
      const free = model.claim(
        footprint(depthMiddle.x, depthMiddle.y, yaw, size.widthM * 0.9, Math.min(size.depthM, size.widthM) * 0.8),
      );
      if (!free) continue;
      buildBuilding(model.stuff(BUILDING, place.x, place.y, place.z, { yaw }), rng, size, road.urban);
    }
  }
}

function placePoles(model: StreetModel, road: Road, rng: Rng): void {
  for (const [index, side] of road.sides.entries()) {
    const sign = index === 0 ? -1 : 1;
    const step = rng.range(16, 34);
    for (let along = -REACH_M + rng.range(0, step); along < REACH_M; along += step) {
      const place = road.placeAt(along, sign * (side.edgeM + rng.range(0.35, 0.8)));
      if (road.beyondCrossing(place.x, place.y) < 0.5 || !model.claim([{ x: place.x, y: place.y, radius: 0.25 }]))
        continue;
      buildLamp(model.stuff(POLE, place.x, place.y, place.z, { yaw: place.yaw - (sign * Math.PI) / 2 }), rng);
    }
    for (let i = 3 + rng.int(6); i > 0; i--)
      addSign(model, road, rng, rng.normal(0, 26), sign, side.edgeM + rng.range(0.35, 1.2));
  }
  const c = road.crossing;
  if (!c || rng.chance(0.35)) return;
  for (const end of [-1, 1]) {
    for (const sign of [-1, 1]) {
      const side = road.sides[sign < 0 ? 0 : 1];
      const y = sign * (side.edgeM + 0.8) + road.centerAt(c.x);
      const x = c.x + c.skew * y + end * (c.edgeM + 0.8);
      if (!model.claim([{ x, y, radius: 0.25 }])) continue;
      buildTrafficLight(model.stuff(POLE, x, y, road.heightAt(x, y), { yaw: end > 0 ? 0 : Math.PI }), rng);
    }
  }
}

function addSign(model: StreetModel, road: Road, rng: Rng, along: number, sign: number, lateral: number): void {
  const place = road.placeAt(along, sign * lateral);
  if (road.beyondCrossing(place.x, place.y) < 0 || !model.claim([{ x: place.x, y: place.y, radius: 0.3 }])) return;
  const facing = place.yaw + (rng.chance(0.7) ? (sign < 0 ? 0 : Math.PI) : rng.range(0, 6.28)) + rng.normal(0, 0.15);
  let plate = drawPlate(rng);
  let z = place.z + plate.bottomM;
  const plates = rng.chance(0.25) ? 2 : 1;
  const post = model.stuff(POLE, place.x, place.y, place.z, { yaw: facing });
  for (let i = 0; i < plates; i++) {
    const x = place.x - 0.07 * Math.cos(facing);
    const y = place.y - 0.07 * Math.sin(facing);
    buildPlate(model.thing(rng, SIGN, x, y, z, facing, plate.size), rng, plate);
    z += plate.size[2] + 0.03;
    plate = drawPlate(rng);
  }
  post.column(0, 0, -0.2, z - place.z, rng.range(0.025, 0.05), { color: [140, 142, 146], reflectivity: 0.4 });
}

function placePeople(model: StreetModel, road: Road, rng: Rng): void {
  const people = 4 + rng.int(12);
  for (let i = 0, tries = 0; i < people && tries < 80; tries++) {
    const sign = rng.chance(0.5) ? 1 : -1;
    const side = road.sides[sign < 0 ? 0 : 1];
    const crossing = rng.chance(0.15);
    const lateral = crossing
      ? rng.range(-side.edgeM, side.edgeM)
      : sign * (side.edgeM + side.vergeM + rng.range(0.3, Math.max(1.2, side.sidewalkM)));
    const along = rng.normal(0, 17);
    const group = rng.chance(0.25) ? 2 : 1;
    const heading = crossing ? Math.PI / 2 : rng.pick([0, Math.PI]);
    for (let k = 0; k < group; k++) {
      const person = drawPerson(rng);
      const place = road.placeAt(along + rng.normal(0, 0.1), lateral + k * 0.62);
      if (!model.claim([{ x: place.x, y: place.y, radius: 0.3 }])) continue;
      const yaw = place.yaw + heading + rng.normal(0, rng.chance(0.3) ? 1 : 0.15);
      const b = model.thing(rng, PEDESTRIAN, place.x, place.y, place.z, yaw, personSize(person));
      buildPerson(b, rng, person, b.as(OTHER, 0));
      i++;
    }
  }
  for (let i = 2 + rng.int(5), tries = 0; i > 0 && tries < 40; tries++) {
    const sign = rng.chance(0.5) ? 1 : -1;
    const side = road.sides[sign < 0 ? 0 : 1];
    const lateral = sign * (rng.chance(0.7) ? road.lanes * road.laneM - 0.6 : side.edgeM + side.vergeM + 1);
    const place = road.placeAt(rng.normal(0, 18), lateral);
    const yaw = place.yaw + (sign < 0 ? 0 : Math.PI) + rng.normal(0, 0.08);
    if (!model.claim(footprint(place.x, place.y, yaw, 1.8, 0.7))) continue;
    const size = cyclistSize(rng);
    buildCyclist(
      model.thing(rng, CYCLIST, place.x, place.y, place.z, yaw, size, { roll: rng.normal(0, 0.06) }),
      rng,
      size,
    );
    i--;
  }
}

function placeGreen(model: StreetModel, road: Road, rng: Rng): void {
  const density = rng.range(0.3, 1.6);
  for (const [index, side] of road.sides.entries()) {
    const sign = index === 0 ? -1 : 1;
    const back = side.edgeM + side.vergeM + side.sidewalkM;
    const rows = [
      side.vergeM > 0 ? side.edgeM + side.vergeM / 2 : side.edgeM + 0.9,
      back + rng.range(1, 3),
      back + rng.range(5, 20),
    ];
    for (const [row, lateral] of rows.entries()) {
      const step = rng.range(7, 15) / density;
      for (let along = -REACH_M + rng.range(0, step); along < REACH_M; along += step * rng.range(0.6, 1.5)) {
        if (rng.chance(row === 0 ? 0.5 : 0.25)) continue;
        const place = road.placeAt(along, sign * (lateral + rng.normal(0, row * 0.8)));
        if (road.beyondCrossing(place.x, place.y) < 0.5 || !model.claim([{ x: place.x, y: place.y, radius: 0.6 }]))
          continue;
        const b = model.stuff(VEGETATION, place.x, place.y, place.z, { yaw: rng.range(0, 6) });
        if (row === 0 || rng.chance(0.6)) buildTree(b, rng);
        else buildBush(b, rng);
      }
    }
    if (rng.chance(road.urban ? 0.1 : 0.4)) placeBelt(model, road, rng, sign, back + rng.range(2, 9));
    if (!road.urban || rng.chance(0.3)) {
      for (let i = rng.int(7); i > 0; i--) {
        const place = road.placeAt(rng.normal(0, 25), sign * (back + rng.range(0.5, 1.6)));
        const length = rng.range(2, 12);
        if (
          road.beyondCrossing(place.x, place.y) < length / 2 ||
          !model.claim(footprint(place.x, place.y, place.yaw, length, 0.9))
        )
          continue;
        if (rng.chance(0.55))
          buildHedge(model.stuff(VEGETATION, place.x, place.y, place.z, { yaw: place.yaw }), rng, length);
        else buildFence(model.stuff(OTHER, place.x, place.y, place.z, { yaw: place.yaw }), rng, length);
      }
    }
    for (let i = Math.round(density * rng.range(4, 22)); i > 0; i--) {
      const place = road.placeAt(rng.normal(0, 22), sign * (back + rng.range(0.3, 12)));
      if (road.beyondCrossing(place.x, place.y) < 1) continue;
      const b = model.stuff(VEGETATION, place.x, place.y, place.z);
      if (rng.chance(0.5)) buildTuft(b, rng);
      else if (model.claim([{ x: place.x, y: place.y, radius: 0.5 }])) buildBush(b, rng);
    }
  }
}

/** A strip of dense growth along the road: what closes the view where no houses stand. */
function placeBelt(model: StreetModel, road: Road, rng: Rng, sign: number, lateral: number): void {
  const from = rng.range(-REACH_M, 0);
  const to = from + rng.range(20, REACH_M);
  for (let along = from; along < to; along += rng.range(1.2, 3)) {
    const place = road.placeAt(along, sign * (lateral + rng.normal(0, 0.7)));
    if (road.beyondCrossing(place.x, place.y) < 2 || !model.claim([{ x: place.x, y: place.y, radius: 0.4 }])) continue;
    const b = model.stuff(VEGETATION, place.x, place.y, place.z, { yaw: rng.range(0, 6) });
    if (rng.chance(0.25)) buildTree(b, rng);
    else buildBush(b, rng, rng.range(1, 2.4));
  }
}

function placeClutter(model: StreetModel, road: Road, rng: Rng): void {
  for (const [index, side] of road.sides.entries()) {
    const sign = index === 0 ? -1 : 1;
    for (let i = 4 + rng.int(12); i > 0; i--) {
      const lateral =
        side.edgeM + (rng.chance(0.5) ? rng.range(0.4, 0.9) : side.vergeM + side.sidewalkM * rng.range(0.7, 1) + 0.3);
      const place = road.placeAt(rng.normal(0, 24), sign * lateral);
      if (road.beyondCrossing(place.x, place.y) < 0.4 || !model.claim([{ x: place.x, y: place.y, radius: 0.6 }]))
        continue;
      const b = model.stuff(OTHER, place.x, place.y, place.z, {
        yaw: place.yaw + rng.pick([0, 0, Math.PI / 2, Math.PI]),
      });
      if (rng.chance(0.12)) buildBicycle(b, rng, 1.75);
      else buildStreetFurniture(b, rng);
    }
    if (rng.chance(0.2)) {
      const place = road.placeAt(
        rng.normal(0, 20),
        sign * (side.edgeM + side.vergeM + Math.max(1.2, side.sidewalkM * 0.7)),
      );
      if (model.claim(footprint(place.x, place.y, place.yaw, 4, 1.4))) {
        buildShelter(model.stuff(OTHER, place.x, place.y, place.z, { yaw: place.yaw + (sign > 0 ? 0 : Math.PI) }), rng);
      }
    }
    if (!road.urban && rng.chance(0.25)) {
      const place = road.placeAt(rng.normal(0, 20), sign * (side.edgeM + 0.3));
      if (model.claim(footprint(place.x, place.y, place.yaw, 24, 0.4))) {
        buildGuardRail(model.stuff(OTHER, place.x, place.y, place.z, { yaw: place.yaw }), rng, 24);
      }
    }
  }
}
