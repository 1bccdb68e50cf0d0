import type { Rng } from '../../core/index.ts';
import { buildBuilding, drawBuilding } from './buildings.ts';
import { BUILDING, OTHER, VEGETATION } from './classes.ts';
import { buildFence, buildGuardRail, buildHoarding, buildJersey, buildWall } from './fences.ts';
import { buildBillboard, buildBridge, buildCanopy, buildScaffold, buildShed } from './outbuildings.ts';
import type { Road } from './road.ts';
import { RAISED_M, type Yard } from './road-plan.ts';
import { buildHedge, buildIvy } from './shrubs.ts';
import { footprint, REACH_M, type StreetModel } from './street-model.ts';

/** Masonry from here on up counts as building, as nuScenes and Waymo have it; lower walls and all fences are `other`, as in SemanticKITTI. */
const WALL_AS_BUILDING_M = 1.2;

/** Houses, what encloses their plots, and what stands behind. */
export function placeFrontage(model: StreetModel, road: Road, rng: Rng): void {
  if (rng.chance(road.setting === 'highway' ? 0.2 : 0.04)) placeBridge(model, road, rng);
  const bare = rng.chance(0.06);
  for (const sideIndex of [0, 1]) {
    if (!bare) placeBuildings(model, road, rng.fork(sideIndex), sideIndex);
    placeEnclosures(model, road, rng.fork(10 + sideIndex), sideIndex);
    placeOutbuildings(model, road, rng.fork(20 + sideIndex), sideIndex);
  }
}

function setback(road: Road, rng: Rng): number {
  switch (road.setting) {
    case 'urban':
      return rng.chance(0.5) ? rng.range(0, 0.6) : rng.range(0.6, 9);
    case 'narrow':
      return rng.chance(0.6) ? rng.range(0, 0.4) : rng.range(0.4, 4);
    case 'suburb':
      return rng.range(2.5, 12);
    default:
      return rng.range(6, 32);
  }
}

function placeBuildings(model: StreetModel, road: Road, rng: Rng, sideIndex: number): void {
  const side = road.sides[sideIndex];
  const sign = sideIndex === 0 ? -1 : 1;
  const back = side.edgeM + side.vergeM + side.sidewalkM;
  const line = setback(road, rng);
  const dense = road.urban || road.setting === 'suburb';
  let along = -REACH_M - rng.range(0, 20);
  while (along < REACH_M) {
    const size = drawBuilding(rng, road.setting);
    const gap = road.urban ? (rng.chance(0.6) ? 0 : rng.range(1, 12)) : dense ? rng.range(2, 14) : rng.range(8, 50);
    const middle = along + size.widthM / 2;
    along += size.widthM + gap;
    const yard = road.yard(middle, sideIndex);
    if (rng.chance(0.12) || (yard.kind === 'bank' && !rng.chance(0.2))) continue;
    const lateral =
      sign * (back + line + rng.range(0, road.urban ? 0.8 : 4) + (yard.kind === 'lot' ? rng.range(8, 28) : 0));
    const place = road.placeAt(middle, lateral);
    const deep = road.placeAt(middle, lateral + (sign * size.depthM) / 2);
    if (road.beyondCrossing(place.x, place.y) < size.widthM / 2 + (road.crossing?.sidewalkM ?? 0) + 0.3) continue;
    // Facade looks to −y of its frame, that is to the road.
    const yaw = place.yaw + (sign > 0 ? 0 : Math.PI) + (rng.chance(0.12) ? rng.normal(0, 0.3) : rng.normal(0, 0.01));
    if (!model.claim(footprint(deep.x, deep.y, yaw, size.widthM * 0.9, Math.min(size.depthM, size.widthM) * 0.8)))
      continue;
    const b = model.stuff(BUILDING, place.x, place.y, place.z, { yaw });
    buildBuilding(b, rng, size);
    if (rng.chance(0.05)) buildScaffold(b.as(OTHER, 0), rng, size.widthM * 0.8);
    if (rng.chance(0.06)) buildIvy(b.as(VEGETATION, 0), rng, size.widthM * rng.range(0.2, 0.8), rng.range(1.5, 5));
  }
}

/** What runs between the sidewalk and the plots, property by property. */
function placeEnclosures(model: StreetModel, road: Road, rng: Rng, sideIndex: number): void {
  const side = road.sides[sideIndex];
  const sign = sideIndex === 0 ? -1 : 1;
  const back = side.edgeM + side.vergeM + side.sidewalkM;
  const often = { urban: 0.2, narrow: 0.45, suburb: 0.6, rural: 0.35, highway: 0.55, yard: 0.4 }[road.setting];
  for (const yard of side.yards) {
    if (yard.levelM >= RAISED_M && yard.to - yard.from > 4) retain(model, road, rng, sign, back, yard);
  }
  // A street has its habit: what one neighbour has, the next one likely has too.
  const habit = rng.int(7);
  for (let along = -REACH_M; along < REACH_M; ) {
    const length = road.setting === 'highway' ? rng.range(15, 50) : rng.range(4, 24);
    const middle = along + length / 2;
    along += length + rng.range(0.9, 4);
    if (!rng.chance(often) || road.onDrive(middle, sideIndex)) continue;
    const place = road.placeAt(middle, sign * (back + rng.range(0.15, 0.9)));
    if (road.beyondCrossing(place.x, place.y) < length / 2) continue;
    if (!model.claim(footprint(place.x, place.y, place.yaw, length, 0.7))) continue;
    const turn = { yaw: place.yaw + (sign > 0 ? 0 : Math.PI) };
    const kind = rng.chance(0.6) ? habit : rng.int(7);
    const other = () => model.stuff(OTHER, place.x, place.y, place.z, turn);
    if (kind < 3) buildHedge(model.stuff(VEGETATION, place.x, place.y, place.z, turn), rng, length);
    else if (kind < 5) buildFence(other(), rng, length);
    else if (kind < 6) {
      const height =
        road.setting === 'highway' ? rng.range(1, 4.5) : rng.chance(0.5) ? rng.range(0.35, 1.2) : rng.range(1.2, 3);
      const b = model.stuff(height >= WALL_AS_BUILDING_M ? BUILDING : OTHER, place.x, place.y, place.z, turn);
      buildWall(b, rng, length, height);
      if (rng.chance(0.2)) buildIvy(b.as(VEGETATION, 0), rng, length * 0.6, height);
    } else if (road.setting === 'highway') buildGuardRail(other(), rng, length);
    else buildHoarding(model.stuff(BUILDING, place.x, place.y, place.z, turn), rng, length);
  }
  if (road.setting === 'highway' || (road.setting === 'rural' && rng.chance(0.3)))
    placeRails(model, road, rng, sign * (side.edgeM + 0.5));
  if (sideIndex === 0 && road.medianM > 0 && rng.chance(road.setting === 'highway' ? 0.7 : 0.15))
    placeRails(model, road, rng, 0);
}

/** The wall before a raised garden, in pieces that follow the road. */
function retain(model: StreetModel, road: Road, rng: Rng, sign: number, back: number, yard: Yard): void {
  const height = yard.levelM + rng.range(-0.05, 0.6);
  const piece = 4;
  for (let along = Math.max(-REACH_M, yard.from + 1); along + piece < Math.min(REACH_M, yard.to); along += piece) {
    if (road.onDrive(along + piece / 2, sign < 0 ? 0 : 1)) continue;
    const place = road.placeAt(along + piece / 2, sign * (back + 0.2));
    const foot = road.placeAt(along + piece / 2, sign * (back - 0.1)).z;
    if (road.beyondCrossing(place.x, place.y) < piece || !model.claim([{ x: place.x, y: place.y, radius: 0.3 }]))
      continue;
    const yaw = place.yaw + (sign > 0 ? 0 : Math.PI);
    buildWall(
      model.stuff(height >= WALL_AS_BUILDING_M ? BUILDING : OTHER, place.x, place.y, foot, { yaw }),
      rng,
      piece + 0.1,
      height,
    );
  }
}

function placeRails(model: StreetModel, road: Road, rng: Rng, lateral: number): void {
  const concreteOnes = rng.chance(0.35);
  for (let along = -REACH_M + rng.range(0, 60); along < REACH_M; along += 12) {
    const place = road.placeAt(along, lateral);
    if (road.beyondCrossing(place.x, place.y) < 8) continue;
    const b = model.stuff(OTHER, place.x, place.y, place.z, { yaw: place.yaw });
    if (concreteOnes) buildJersey(b, rng, 12);
    else buildGuardRail(b, rng, 12);
  }
}

function placeOutbuildings(model: StreetModel, road: Road, rng: Rng, sideIndex: number): void {
  const side = road.sides[sideIndex];
  const sign = sideIndex === 0 ? -1 : 1;
  const back = side.edgeM + side.vergeM + side.sidewalkM;
  for (let i = rng.int(road.setting === 'suburb' ? 6 : 3); i > 0; i--) {
    const place = road.placeAt(rng.normal(0, 28), sign * (back + rng.range(1.5, 12)));
    if (road.beyondCrossing(place.x, place.y) < 4 || !model.claim(footprint(place.x, place.y, place.yaw, 5, 4)))
      continue;
    const b = model.stuff(BUILDING, place.x, place.y, place.z, { yaw: place.yaw + (sign > 0 ? 0 : Math.PI) });
    if (rng.chance(0.65)) buildShed(b, rng);
    else buildCanopy(b, rng);
  }
  if (rng.chance(0.25)) {
    const place = road.placeAt(rng.normal(0, 28), sign * (back + rng.range(0.8, 8)));
    if (road.beyondCrossing(place.x, place.y) > 2 && model.claim([{ x: place.x, y: place.y, radius: 1.2 }]))
      buildBillboard(
        model.stuff(OTHER, place.x, place.y, place.z, { yaw: place.yaw + rng.pick([0, Math.PI / 2, Math.PI]) }),
        rng,
      );
  }
}

function placeBridge(model: StreetModel, road: Road, rng: Rng): void {
  const place = road.placeAt(rng.range(8, 60) * (rng.chance(0.5) ? 1 : -1), 0);
  const clear = Math.max(road.sides[0].edgeM, road.sides[1].edgeM) + rng.range(0.8, 4);
  const b = model.stuff(BUILDING, place.x, place.y, place.z, { yaw: place.yaw + rng.normal(0, 0.15) });
  buildBridge(b, rng, 2 * clear + rng.range(6, 60), clear);
}
