export const WAYMO_V2 = 'waymo-v2';

/** Columns by which the components are joined. */
export const SEGMENT_KEY = 'key.segment_context_name';
export const TIME_KEY = 'key.frame_timestamp_micros';
export const LASER_KEY = 'key.laser_name';

/** Which component a table is, by the name that its data columns begin with (`[LiDARComponent].range…`); its keys say that it is one. */
export function waymoV2Component(names: readonly string[]): string | undefined {
  if (!names.includes(SEGMENT_KEY)) return undefined;
  return names.map((name) => /^\[(\w+)\]\./.exec(name)?.[1]).find((component) => component !== undefined);
}

export const LIDAR_COMPONENT = 'LiDARComponent';
