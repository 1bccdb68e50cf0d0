import type { Rng } from '../../core/index.ts';
import { VEHICLE } from './classes.ts';
import type { Road } from './road.ts';
import { footprint, REACH_M, type StreetModel } from './street-model.ts';
import { type BodyStyle, pickCar, pickStyle, vehicleSize } from './vehicle-styles.ts';
import { buildVehicle } from './vehicles.ts';

/** Driving, queueing, parked along the curb, on drives and on car parks. */
export function placeTraffic(model: StreetModel, road: Road, rng: Rng, sensorX: number, sensorY: number): void {
  besideTheSensor(model, road, rng.fork(3), sensorX, sensorY);
  drive(model, road, rng.fork(1));
  for (const sideIndex of [0, 1]) {
    parkAlong(model, road, rng, sideIndex);
    parkInYards(model, road, rng, sideIndex);
  }
  cross(model, road, rng.fork(2));
}

function addVehicle(
  model: StreetModel,
  rng: Rng,
  place: { x: number; y: number },
  road: Road,
  yaw: number,
  style: BodyStyle,
): number {
  const size = vehicleSize(rng, style);
  if (!model.claim(footprint(place.x, place.y, yaw, size[0], size[1]))) return 0;
  const reach = size[0] * 0.3;
  const front = road.heightAt(place.x + reach * Math.cos(yaw), place.y + reach * Math.sin(yaw));
  const rear = road.heightAt(place.x - reach * Math.cos(yaw), place.y - reach * Math.sin(yaw));
  const pitch = -Math.atan((front - rear) / (2 * reach));
  const b = model.thing(rng, VEHICLE, place.x, place.y, (front + rear) / 2, yaw, size, { pitch });
  buildVehicle(b, rng, style, size);
  return size[0];
}

/** Somebody stands or drives right next to the car: there a lorry is thousands of returns, mostly of its frame and load. */
function besideTheSensor(model: StreetModel, road: Road, rng: Rng, sensorX: number, sensorY: number): void {
  if (!rng.chance(0.3)) return;
  const lateral = road.lateral(sensorX, sensorY) + (rng.chance(0.5) ? 1 : -1) * rng.range(2.5, 4);
  const sign = lateral < 0 ? -1 : 1;
  if (Math.abs(lateral) > road.sides[sign < 0 ? 0 : 1].edgeM) return;
  const place = road.placeAt(sensorX + rng.normal(0, 4), lateral);
  addVehicle(model, rng, place, road, place.yaw + (sign < 0 ? 0 : Math.PI) + rng.normal(0, 0.03), pickStyle(rng, 0.6));
}

function drive(model: StreetModel, road: Road, rng: Rng): void {
  const heavy = road.setting === 'highway' || road.setting === 'yard' ? 0.28 : 0.13;
  const wanted = Math.round(rng.range(1, 4.5) * Math.max(1, road.lanes) * (road.setting === 'highway' ? 1.6 : 1));
  for (let tries = 0, placed = 0; tries < wanted * 4 && placed < wanted; tries++) {
    const sign = rng.chance(0.5) ? 1 : -1;
    const lateral = road.laneLateral(rng.int(road.lanes), sign) + rng.normal(0, 0.25);
    const place = road.placeAt(rng.chance(0.7) ? rng.normal(0, 26) : rng.range(-REACH_M, REACH_M), lateral);
    const yaw = place.yaw + (sign < 0 ? 0 : Math.PI) + rng.normal(0, 0.03);
    if (addVehicle(model, rng, place, road, yaw, pickStyle(rng, heavy)) > 0) placed++;
  }
  if (!rng.chance(0.2)) return;
  // A queue: bumper to bumper in one lane.
  const sign = rng.chance(0.5) ? 1 : -1;
  const lateral = road.laneLateral(rng.int(road.lanes), sign);
  let along = rng.range(-40, 20);
  for (let i = 3 + rng.int(7); i > 0; i--) {
    const place = road.placeAt(along, lateral + rng.normal(0, 0.15));
    const length = addVehicle(model, rng, place, road, place.yaw + (sign < 0 ? 0 : Math.PI), pickStyle(rng, heavy));
    along += (length || 5) + rng.range(1, 4) + 1.5;
  }
}

/** Rows at the curb: that is how most cars stand, each hiding the next. */
function parkAlong(model: StreetModel, road: Road, rng: Rng, sideIndex: number): void {
  const side = road.sides[sideIndex];
  const sign = sideIndex === 0 ? -1 : 1;
  const onWalk = side.parkingM < 1.6 && road.setting !== 'highway' && rng.chance(0.15);
  if (side.parkingM < 1.6 && !onWalk) return;
  const full = rng.chance(0.25) ? 0 : rng.range(0.12, 0.9);
  const lateral = sign * (side.edgeM - (onWalk ? 0.4 : 1.0));
  for (let along = -60 + rng.range(0, 6); along < 60; ) {
    const step = rng.range(5.2, 6.2);
    along += step;
    if (!rng.chance(full) || road.onDrive(along, sideIndex)) continue;
    const place = road.placeAt(along, lateral + rng.normal(0, 0.1));
    if (road.beyondCrossing(place.x, place.y) < 3.5) continue;
    const turn = rng.chance(0.88) === sign < 0 ? 0 : Math.PI;
    const style = rng.chance(0.1) ? pickStyle(rng, 1) : pickCar(rng);
    if (style === 'tram' || style === 'lorry') continue;
    addVehicle(model, rng, place, road, place.yaw + turn + rng.normal(0, 0.03), style);
  }
}

function parkInYards(model: StreetModel, road: Road, rng: Rng, sideIndex: number): void {
  const side = road.sides[sideIndex];
  const sign = sideIndex === 0 ? -1 : 1;
  const back = side.edgeM + side.vergeM + side.sidewalkM;
  for (const yard of side.yards) {
    if (yard.to < -55 || yard.from > 55 || yard.kind !== 'lot') continue;
    const full = rng.range(0.2, 0.9);
    const angle = rng.chance(0.7) ? Math.PI / 2 : rng.range(0.8, 1.2);
    const rows = 1 + rng.int(3);
    for (let row = 0; row < rows; row++) {
      const lateral = sign * (back + 3.5 + row * (row % 2 === 0 ? 8.3 : 8));
      for (let along = yard.from + 2; along < yard.to - 2; along += 2.7) {
        if (!rng.chance(full)) continue;
        const place = road.placeAt(along, lateral + rng.normal(0, 0.2));
        if (road.beyondCrossing(place.x, place.y) < 4) continue;
        const turn = angle + (rng.chance(0.7) ? 0 : Math.PI);
        addVehicle(
          model,
          rng,
          place,
          road,
          place.yaw + turn + rng.normal(0, 0.03),
          rng.chance(0.06) ? pickStyle(rng, 1) : pickCar(rng),
        );
      }
    }
  }
  for (const [from, to] of side.drives) {
    if (!rng.chance(0.5) || Math.abs(from) > 60) continue;
    const place = road.placeAt((from + to) / 2, sign * (back + rng.range(2.8, 7)));
    addVehicle(
      model,
      rng,
      place,
      road,
      place.yaw + (rng.chance(0.5) ? 1 : -1) * (Math.PI / 2) + rng.normal(0, 0.08),
      pickStyle(rng, 0.05),
    );
  }
}

function cross(model: StreetModel, road: Road, rng: Rng): void {
  const c = road.crossing;
  if (!c) return;
  for (let i = rng.int(5); i > 0; i--) {
    const y = rng.range(-40, 40);
    const x = c.x + c.skew * y + (rng.chance(0.5) ? 1 : -1) * road.laneM * 0.5;
    if (road.beyondCrossing(x, y) > 0) continue;
    const yaw = Math.PI / 2 - Math.atan(c.skew) + (rng.chance(0.5) ? Math.PI : 0);
    addVehicle(model, rng, { x, y }, road, yaw, pickStyle(rng, 0.08));
  }
}
