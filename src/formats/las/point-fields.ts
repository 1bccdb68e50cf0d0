import type { CellType } from '../row-table.ts';

/** A column of the standard part of a point record. */
export interface PointField {
  readonly name: string;
  readonly type: CellType;
  readonly offset: number;
  /** Only these bits of the byte: first bit and how many. */
  readonly bits?: readonly [number, number];
  /** The stored number times this is the value. */
  readonly scale?: number;
}

const field = (name: string, type: CellType, offset: number): PointField => ({ name, type, offset });
const bits = (name: string, offset: number, first: number, count: number): PointField => ({
  name,
  type: 'uint8',
  offset,
  bits: [first, count],
});

/** Point formats 0–5. Classes are five bits here, and 12 means overlap. */
const LEGACY: readonly PointField[] = [
  field('intensity', 'uint16', 12),
  bits('return', 14, 0, 3),
  bits('return_count', 14, 3, 3),
  bits('scan_direction', 14, 6, 1),
  bits('edge_of_flight_line', 14, 7, 1),
  bits('classification', 15, 0, 5),
  bits('synthetic', 15, 5, 1),
  bits('key_point', 15, 6, 1),
  bits('withheld', 15, 7, 1),
  field('scan_angle', 'int8', 16),
  field('user_data', 'uint8', 17),
  field('point_source_id', 'uint16', 18),
];

/** Point formats 6–10. Trap: user data and scan angle change places, and the angle is in steps of 0.006 degrees. */
const EXTENDED: readonly PointField[] = [
  field('intensity', 'uint16', 12),
  bits('return', 14, 0, 4),
  bits('return_count', 14, 4, 4),
  bits('synthetic', 15, 0, 1),
  bits('key_point', 15, 1, 1),
  bits('withheld', 15, 2, 1),
  bits('overlap', 15, 3, 1),
  bits('scanner_channel', 15, 4, 2),
  bits('scan_direction', 15, 6, 1),
  bits('edge_of_flight_line', 15, 7, 1),
  field('classification', 'uint8', 16),
  field('user_data', 'uint8', 17),
  { name: 'scan_angle', type: 'int16', offset: 18, scale: 0.006 },
  field('point_source_id', 'uint16', 20),
  field('timestamp', 'float64', 22),
];

const TIME_AT: Readonly<Record<number, number>> = { 1: 20, 3: 20, 4: 20, 5: 20 };
const COLOUR_AT: Readonly<Record<number, number>> = { 2: 20, 3: 28, 5: 28, 7: 30, 8: 30, 10: 30 };
const INFRARED_AT: Readonly<Record<number, number>> = { 8: 36, 10: 36 };
const WAVE_FORMATS = [4, 5, 9, 10];

export interface PointLayout {
  readonly fields: readonly PointField[];
  /** Where red, green, blue (uint16 each) lie. */
  readonly colourOffset: number | undefined;
  readonly hasWaves: boolean;
}

/** Where the attributes of a point format lie in its record. x, y, z are int32 at 0, 4, 8 in all of them. */
export function pointLayout(pointFormat: number): PointLayout {
  const isExtended = pointFormat >= 6;
  const time = TIME_AT[pointFormat];
  const infrared = INFRARED_AT[pointFormat];
  return {
    fields: [
      ...(isExtended ? EXTENDED : LEGACY),
      ...(time === undefined ? [] : [field('timestamp', 'float64', time)]),
      ...(infrared === undefined ? [] : [field('nir', 'uint16', infrared)]),
    ],
    colourOffset: COLOUR_AT[pointFormat],
    hasWaves: WAVE_FORMATS.includes(pointFormat),
  };
}
