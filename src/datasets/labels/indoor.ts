import { defineClassMap } from './class-map.ts';
import mosd from './maps/mosd.scannet20.json' with { type: 'json' };
import s3dis from './maps/s3dis.scannet20.json' with { type: 'json' };

/** S3DIS class, in the order of its annotations (0 ceiling … 12 clutter) → scannet20. */
export const S3DIS = defineClassMap(s3dis);

/** mOSD `label` → scannet20: the table; objects have no known class, their instance is floor(label / 10). */
export const MOSD = defineClassMap(mosd);
