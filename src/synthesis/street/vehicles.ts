import type { Rng, Vec3 } from '../../core/index.ts';
import { dark, glass, surface, varied } from '../materials.ts';
import type { ObjectBuilder } from '../solids.ts';
import { buildBus, buildTram } from './buses.ts';
import { buildCar, type Coat } from './cars.ts';
import { buildTrailer, buildTruck } from './trucks.ts';
import { type BodyStyle, PAINTS } from './vehicle-styles.ts';
import { buildDigger, buildTractor } from './work-vehicles.ts';

/** Builds the body in a frame on the ground under its middle, x forwards. */
export function buildVehicle(b: ObjectBuilder, rng: Rng, style: BodyStyle, size: Vec3): void {
  const coat: Coat = {
    paint: surface(varied(rng, rng.pick(PAINTS), 10), rng.chance(0.25) ? rng.range(0.02, 0.1) : rng.range(0.12, 0.8)),
    pane: glass(rng.range(0.25, 0.9)),
    rubber: dark(rng),
  };
  switch (style) {
    case 'truck':
    case 'lorry':
      buildTruck(b, rng, size, coat, style === 'lorry');
      return;
    case 'bus':
    case 'minibus':
      buildBus(b, rng, size, coat);
      return;
    case 'tram':
      buildTram(b, rng, size, coat);
      return;
    case 'trailer':
      buildTrailer(b, rng, size, coat);
      return;
    case 'digger':
      buildDigger(b, rng, size, coat);
      return;
    case 'tractor':
      buildTractor(b, rng, size, coat);
      return;
    default:
      buildCar(b, rng, style, size, coat);
      return;
  }
}
