import type { Rng } from '../../core/index.ts';
import { OTHER, POLE, SIGN } from './classes.ts';
import { buildLamp, buildMast, buildTrafficLight, buildUtilityPole } from './posts.ts';
import type { Road } from './road.ts';
import { buildPlate, drawBoard, drawPlate } from './signs.ts';
import { REACH_M, type StreetModel } from './street-model.ts';

/** Lamps, traffic lights, cables' poles and signs. */
export function placePoles(model: StreetModel, road: Road, rng: Rng): void {
  for (const sideIndex of [0, 1]) {
    const sign = sideIndex === 0 ? -1 : 1;
    const side = road.sides[sideIndex];
    if (rng.chance(0.8)) placeLamps(model, road, rng, sign, side.edgeM + rng.range(0.3, 1.2));
    if (road.setting !== 'highway' && rng.chance(road.setting === 'urban' ? 0.12 : 0.35))
      placeUtilityPoles(model, road, rng, sign, side.edgeM + Math.max(0.5, side.vergeM + side.sidewalkM - 0.3));
    for (let i = 2 + rng.int(road.urban ? 9 : 5); i > 0; i--)
      addSign(
        model,
        road,
        rng,
        rng.normal(0, 26),
        sign,
        side.edgeM + rng.range(0.35, Math.max(1.2, side.vergeM + side.sidewalkM)),
      );
    for (let i = rng.int(3); i > 0; i--) {
      const place = road.placeAt(
        rng.normal(0, 25),
        sign * (side.edgeM + side.vergeM + side.sidewalkM + rng.range(0.2, 6)),
      );
      if (road.beyondCrossing(place.x, place.y) > 0.3 && model.claim([{ x: place.x, y: place.y, radius: 0.25 }]))
        buildMast(model.stuff(POLE, place.x, place.y, place.z, { yaw: rng.range(0, 6) }), rng);
    }
  }
  placeLights(model, road, rng);
}

function placeLamps(model: StreetModel, road: Road, rng: Rng, sign: number, lateral: number): void {
  const step = rng.range(14, 40);
  for (let along = -REACH_M + rng.range(0, step); along < REACH_M; along += step) {
    const place = road.placeAt(along, sign * lateral);
    if (road.beyondCrossing(place.x, place.y) < 0.5 || !model.claim([{ x: place.x, y: place.y, radius: 0.25 }]))
      continue;
    buildLamp(model.stuff(POLE, place.x, place.y, place.z, { yaw: place.yaw - (sign * Math.PI) / 2 }), rng);
  }
}

function placeUtilityPoles(model: StreetModel, road: Road, rng: Rng, sign: number, lateral: number): void {
  const span = rng.range(22, 45);
  for (let along = -REACH_M + rng.range(0, span); along < REACH_M; along += span) {
    const place = road.placeAt(along, sign * lateral);
    if (road.beyondCrossing(place.x, place.y) < 0.5 || !model.claim([{ x: place.x, y: place.y, radius: 0.25 }]))
      continue;
    const b = model.stuff(POLE, place.x, place.y, place.z, { yaw: place.yaw });
    buildUtilityPole(b, rng, b.as(OTHER, 0), span);
  }
}

function placeLights(model: StreetModel, road: Road, rng: Rng): void {
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
  let plate = rng.chance(road.setting === 'highway' ? 0.4 : 0.06) ? drawBoard(rng) : drawPlate(rng);
  let z = place.z + plate.bottomM;
  const wide = plate.size[1] > 1.6;
  const plates = !wide && rng.chance(0.25) ? 2 : 1;
  const post = model.stuff(POLE, place.x, place.y, place.z, { yaw: facing });
  for (let i = 0; i < plates; i++) {
    const x = place.x - 0.07 * Math.cos(facing);
    const y = place.y - 0.07 * Math.sin(facing);
    buildPlate(model.thing(rng, SIGN, x, y, z, facing, plate.size), rng, plate);
    z += plate.size[2] + 0.03;
    plate = drawPlate(rng);
  }
  const steel = { color: [140, 142, 146] as const, reflectivity: 0.4 };
  for (const y of wide ? [-0.7, 0.7] : [0])
    post.column(0, y, -0.2, z - place.z, rng.range(0.025, wide ? 0.1 : 0.05), steel);
}
