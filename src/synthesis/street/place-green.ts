import type { Rng } from '../../core/index.ts';
import { VEGETATION } from './classes.ts';
import type { Road } from './road.ts';
import { buildBush, buildHedge, buildTuft, buildUprightShrub } from './shrubs.ts';
import { footprint, REACH_M, type StreetModel } from './street-model.ts';
import { buildTree, type TreeKind } from './trees.ts';

const AVENUE: readonly TreeKind[] = ['broad', 'broad', 'umbrella', 'column', 'sapling', 'palm', 'bare'];

/** Street trees, gardens, thickets, hedges and weeds. */
export function placeGreen(model: StreetModel, road: Road, rng: Rng): void {
  const density = rng.range(0.3, 1.6);
  for (const sideIndex of [0, 1]) {
    const side = road.sides[sideIndex];
    const sign = sideIndex === 0 ? -1 : 1;
    const back = side.edgeM + side.vergeM + side.sidewalkM;
    placeRows(model, road, rng, sign, density, [
      side.vergeM > 0.5 ? side.edgeM + side.vergeM / 2 : side.edgeM + 0.9,
      back + rng.range(1, 3),
      back + rng.range(5, 22),
    ]);
    if (rng.chance(road.urban ? 0.35 : 0.75)) placeBelt(model, road, rng, sign, back + rng.range(2, 11));
    placeHedges(model, road, rng, sign, back);
    placeUndergrowth(model, road, rng, sign, back, density);
  }
  if (road.medianM > 1 && rng.chance(0.5)) placeMedian(model, road, rng);
}

function placeRows(
  model: StreetModel,
  road: Road,
  rng: Rng,
  sign: number,
  density: number,
  rows: readonly number[],
): void {
  for (const [row, lateral] of rows.entries()) {
    if (row === 0 && rng.chance(road.setting === 'highway' ? 0.8 : 0.22)) continue;
    const species = rng.pick(AVENUE);
    const step = rng.range(6, 15) / density;
    for (let along = -REACH_M + rng.range(0, step); along < REACH_M; along += step * rng.range(0.7, 1.4)) {
      if (rng.chance(0.2)) continue;
      const place = road.placeAt(along, sign * (lateral + rng.normal(0, row * 0.8)));
      if (road.beyondCrossing(place.x, place.y) < 0.5 || !model.claim([{ x: place.x, y: place.y, radius: 0.5 }]))
        continue;
      const b = model.stuff(VEGETATION, place.x, place.y, place.z, { yaw: rng.range(0, 6) });
      if (row === 0) buildTree(b, rng, species);
      else if (rng.chance(0.78)) buildTree(b, rng, rng.chance(0.4) ? species : undefined);
      else if (rng.chance(0.4)) buildUprightShrub(b, rng);
      else buildBush(b, rng);
    }
  }
}

/** A strip of dense growth along the road: what closes the view where no houses stand. */
function placeBelt(model: StreetModel, road: Road, rng: Rng, sign: number, lateral: number): void {
  const from = rng.range(-REACH_M, 0);
  const to = from + rng.range(20, 1.6 * REACH_M);
  for (let along = from; along < to; along += rng.range(0.9, 2.2)) {
    const place = road.placeAt(along, sign * (lateral + rng.normal(0, 0.9)));
    if (road.beyondCrossing(place.x, place.y) < 2 || !model.claim([{ x: place.x, y: place.y, radius: 0.4 }])) continue;
    const b = model.stuff(VEGETATION, place.x, place.y, place.z, { yaw: rng.range(0, 6) });
    if (rng.chance(0.45)) buildTree(b, rng);
    else buildBush(b, rng, rng.range(0.8, 2.6), 3);
  }
}

function placeHedges(model: StreetModel, road: Road, rng: Rng, sign: number, back: number): void {
  for (let i = rng.int(road.urban ? 5 : 9); i > 0; i--) {
    const across = rng.chance(0.4);
    const length = rng.range(2, 12);
    const place = road.placeAt(rng.normal(0, 25), sign * (back + (across ? length / 2 + 1 : rng.range(0.5, 8))));
    const yaw = place.yaw + (across ? Math.PI / 2 : 0);
    if (
      road.beyondCrossing(place.x, place.y) < length / 2 ||
      !model.claim(footprint(place.x, place.y, yaw, length, 0.9))
    )
      continue;
    buildHedge(model.stuff(VEGETATION, place.x, place.y, place.z, { yaw }), rng, length);
  }
}

function placeUndergrowth(model: StreetModel, road: Road, rng: Rng, sign: number, back: number, density: number): void {
  for (let i = Math.round(density * rng.range(4, 18)); i > 0; i--) {
    const place = road.placeAt(rng.normal(0, 22), sign * (back + rng.range(0.2, 12)));
    if (road.beyondCrossing(place.x, place.y) < 1) continue;
    const b = model.stuff(VEGETATION, place.x, place.y, place.z, { yaw: rng.range(0, 6) });
    const kind = rng.unit();
    if (kind < 0.35) buildTuft(b, rng);
    else if (model.claim([{ x: place.x, y: place.y, radius: 0.45 }])) {
      if (kind < 0.6) buildUprightShrub(b, rng);
      else buildBush(b, rng);
    }
  }
}

function placeMedian(model: StreetModel, road: Road, rng: Rng): void {
  const trees = rng.chance(0.5);
  const species = rng.pick(AVENUE);
  const step = trees ? rng.range(6, 14) : rng.range(1.2, 4);
  for (let along = -60 + rng.range(0, step); along < 60; along += step) {
    const place = road.placeAt(along, rng.normal(0, 0.15));
    if (road.beyondCrossing(place.x, place.y) < 3 || !model.claim([{ x: place.x, y: place.y, radius: 0.35 }])) continue;
    const b = model.stuff(VEGETATION, place.x, place.y, place.z, { yaw: rng.range(0, 6) });
    if (trees) buildTree(b, rng, species);
    else buildBush(b, rng, Math.min(0.8, road.medianM * 0.3));
  }
}
