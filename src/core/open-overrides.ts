/** Which axis of the stored coordinates points up; `-y` says that y points down, as in a camera's frame. */
export const UP_AXES = ['z', 'y', 'x', '-z', '-y', '-x'] as const;
export type UpAxis = (typeof UP_AXES)[number];

/** Metres in one unit of the stored coordinates. */
export const LENGTH_UNITS = {
  m: 1,
  cm: 0.01,
  mm: 0.001,
  km: 1000,
  in: 0.0254,
  ft: 0.3048,
  'us-ft': 1200 / 3937,
} as const;
export type LengthUnit = keyof typeof LENGTH_UNITS;
export const LENGTH_UNIT_NAMES = Object.keys(LENGTH_UNITS) as LengthUnit[];

export const SENSOR_FRAMES = ['turned', 'kept'] as const;
export type SensorFrame = (typeof SENSOR_FRAMES)[number];

/**
 * What a person decides about files instead of the readers. Absent: what the files say, or what was found out. It goes unchanged from the
 * page or the command line to `datasets`, which hands each reader its part.
 */
export interface OpenOverrides {
  readonly up?: UpAxis | undefined;
  readonly units?: LengthUnit | undefined;
  /**
   * Names of the columns of a text table, or of a headerless file of float32 rows, from the first on: `x`, `y`, `z`, `intensity`,
   * `ring`, `red`, `nx`, any other, or `_` for one that is left out. Their number is the stride of the headerless file.
   */
  readonly columns?: readonly string[] | undefined;
  /** `kept` leaves a depth camera's frame (y down) as stored, where it would be turned z-up. */
  readonly sensorFrame?: SensorFrame | undefined;
  /** A data set's layout by name (`nuscenes`, `kitti-object`, …), or `file`: every cloud for itself. */
  readonly layout?: string | undefined;
}

export type OverrideName = keyof OpenOverrides;

/** One thing that was decided while reading, as a person may see and change it. */
export interface ReadingDecision {
  readonly name: OverrideName;
  /** As `parseOverride` takes it; columns are separated by blanks. */
  readonly value: string;
  /** Why, as a sentence's end: "because …". */
  readonly reason: string;
  /** Values that can be chosen instead, this one among them. Columns may also be any others. */
  readonly choices: readonly string[];
  readonly isOverridden: boolean;
}

/** The overrides with one of them changed; an empty text takes it back. Undefined where the text is no value of it. */
export function withOverride(overrides: OpenOverrides, name: OverrideName, text: string): OpenOverrides | undefined {
  const { [name]: _, ...rest } = overrides;
  const trimmed = text.trim();
  if (trimmed === '') return rest;
  switch (name) {
    case 'up': {
      const up = UP_AXES.find((axis) => axis === trimmed.toLowerCase());
      return up && { ...rest, up };
    }
    case 'units': {
      const units = LENGTH_UNIT_NAMES.find((unit) => unit === trimmed.toLowerCase());
      return units && { ...rest, units };
    }
    case 'columns': {
      const columns = trimmed.split(/[\s,;]+/).filter((column) => column !== '');
      return ['x', 'y', 'z'].every((axis) => columns.filter((column) => column === axis).length === 1)
        ? { ...rest, columns }
        : undefined;
    }
    case 'sensorFrame': {
      const sensorFrame = SENSOR_FRAMES.find((frame) => frame === trimmed);
      return sensorFrame && { ...rest, sensorFrame };
    }
    case 'layout':
      return { ...rest, layout: trimmed };
  }
}
