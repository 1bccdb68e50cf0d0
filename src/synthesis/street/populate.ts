import type { Rng } from '../../core/index.ts';
import { placeClutter, placeRoadworks } from './place-clutter.ts';
import { placeFrontage } from './place-frontage.ts';
import { placeGreen } from './place-green.ts';
import { placePeople } from './place-people.ts';
import { placePoles } from './place-poles.ts';
import { placeTraffic } from './place-traffic.ts';
import type { Road } from './road.ts';
import { footprint, type StreetModel } from './street-model.ts';

/** Fills both sides and the carriageway. `sensorX`, `sensorY` is where the ego car stands. */
export function populate(model: StreetModel, road: Road, rng: Rng, sensorX: number, sensorY: number): void {
  model.claim(footprint(sensorX, sensorY, 0, 5.5, 2.2));
  const [works, traffic, frontage, poles, people, green, clutter] = [1, 2, 3, 4, 5, 6, 7].map((key) => rng.fork(key));
  if (works.chance(0.16)) placeRoadworks(model, road, works);
  placeTraffic(model, road, traffic, sensorX, sensorY);
  placeFrontage(model, road, frontage);
  placePoles(model, road, poles);
  placePeople(model, road, people, sensorX);
  placeGreen(model, road, green);
  placeClutter(model, road, clutter);
}
