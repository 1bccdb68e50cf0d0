import { defineClassMap } from './class-map.ts';
import asprs from './maps/asprs.outdoor11.json' with { type: 'json' };

/** ASPRS classification codes of LAS files → outdoor11. */
export const ASPRS = defineClassMap(asprs);
