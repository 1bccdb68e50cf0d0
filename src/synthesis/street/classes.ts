import { classIndex, OUTDOOR11 } from '../../core/index.ts';

const of = (name: string) => classIndex(OUTDOOR11, name);

export const ROAD = of('road');
export const SIDEWALK = of('sidewalk');
export const TERRAIN = of('terrain');
export const BUILDING = of('building');
export const VEGETATION = of('vegetation');
export const POLE = of('pole');
export const SIGN = of('sign');
export const VEHICLE = of('vehicle');
export const PEDESTRIAN = of('pedestrian');
export const CYCLIST = of('cyclist');
export const OTHER = of('other');
/** The car that carries the sensor: hides what is behind it, and is cut out of the cloud. */
export const EGO = 99;
