import {
  appendDoubles,
  type FieldReaders,
  readDouble,
  readInt,
  readInt64,
  readMessage,
  readString,
  walkMessage,
} from './proto.ts';

/** Field numbers: waymo_open_dataset `dataset.proto` and `label.proto` (proto2). Only what a point cloud needs. */
export interface WaymoFrame {
  readonly contextName: string;
  readonly timestampMicros: number;
  /** float64 [16] row-major 4×4, or empty when the frame has none. */
  readonly globalFromVehicle: readonly number[];
  readonly calibrations: readonly LaserCalibration[];
  readonly lasers: readonly LaserReturns[];
  readonly labels: readonly LaserLabel[];
  /** False when nothing in the record was a field of a Frame: it is some other message. */
  readonly isFrame: boolean;
}

export interface LaserCalibration {
  readonly laser: number;
  /** Radians, ascending as stored; empty = uniform between min and max. */
  readonly inclinations: readonly number[];
  readonly inclinationMin: number;
  readonly inclinationMax: number;
  /** float64 [16] row-major. */
  readonly vehicleFromLaser: readonly number[];
}

/** Compressed matrices of one laser; a laser may be entirely empty. */
export interface LaserReturns {
  readonly laser: number;
  readonly returns: readonly [RangeImage | undefined, RangeImage | undefined];
}

export interface RangeImage {
  readonly ranges?: Uint8Array;
  readonly pose?: Uint8Array;
  readonly segmentation?: Uint8Array;
}

/** Upright box in the vehicle frame of the frame's pose; `center` is the middle. Metres, radians. */
export interface LaserLabel {
  readonly center: readonly [number, number, number];
  /** Length (box x), width (box y), height. */
  readonly size: readonly [number, number, number];
  readonly headingRad: number;
  /** 0 unknown, 1 vehicle, 2 pedestrian, 3 sign, 4 cyclist. */
  readonly type: number;
  readonly id: string;
  readonly pointCount: number | undefined;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function parseFrame(payload: Uint8Array): WaymoFrame {
  const lasers: LaserReturns[] = [];
  const labels: LaserLabel[] = [];
  const calibrations: LaserCalibration[] = [];
  const frame = { contextName: '', timestampMicros: 0, globalFromVehicle: [] as number[], isFrame: false };
  const mark =
    (read: FieldReaders[number]): FieldReaders[number] =>
    (reader, type) => {
      read(reader, type);
      frame.isFrame = true;
    };
  let context: Uint8Array | undefined;
  walkMessage(payload, {
    1: (reader, type) => {
      context = readMessage(reader, type);
    },
    2: mark((reader, type) => {
      frame.timestampMicros = readInt64(reader, type);
    }),
    3: mark((reader, type) => {
      frame.globalFromVehicle = parseTransform(readMessage(reader, type));
    }),
    5: mark((reader, type) => {
      lasers.push(parseLaser(readMessage(reader, type)));
    }),
    6: mark((reader, type) => {
      labels.push(parseLabel(readMessage(reader, type)));
    }),
  });
  // A tf.Example also has a message in field 1: only a frame's context may be looked into.
  if (context && frame.isFrame) {
    walkMessage(context, {
      1: (reader, type) => {
        frame.contextName = readString(reader, type);
      },
      3: (reader, type) => {
        calibrations.push(parseCalibration(readMessage(reader, type)));
      },
    });
  }
  return { ...frame, lasers, labels, calibrations };
}

function parseTransform(bytes: Uint8Array): number[] {
  const values: number[] = [];
  walkMessage(bytes, { 1: (reader, type) => appendDoubles(values, reader, type) });
  if (values.length !== 0 && values.length !== 16) throw new RangeError(`a transform of ${values.length} numbers`);
  return values;
}

function parseCalibration(bytes: Uint8Array): LaserCalibration {
  const inclinations: number[] = [];
  const calibration: Mutable<LaserCalibration> = {
    laser: 0,
    inclinations,
    inclinationMin: 0,
    inclinationMax: 0,
    vehicleFromLaser: [],
  };
  walkMessage(bytes, {
    1: (reader, type) => {
      calibration.laser = readInt(reader, type);
    },
    2: (reader, type) => appendDoubles(inclinations, reader, type),
    3: (reader, type) => {
      calibration.inclinationMin = readDouble(reader, type);
    },
    4: (reader, type) => {
      calibration.inclinationMax = readDouble(reader, type);
    },
    5: (reader, type) => {
      calibration.vehicleFromLaser = parseTransform(readMessage(reader, type));
    },
  });
  return calibration;
}

function parseLaser(bytes: Uint8Array): LaserReturns {
  let laser = 0;
  let first: RangeImage | undefined;
  let second: RangeImage | undefined;
  walkMessage(bytes, {
    1: (reader, type) => {
      laser = readInt(reader, type);
    },
    2: (reader, type) => {
      first = parseRangeImage(readMessage(reader, type));
    },
    3: (reader, type) => {
      second = parseRangeImage(readMessage(reader, type));
    },
  });
  return { laser, returns: [first, second] };
}

function parseRangeImage(bytes: Uint8Array): RangeImage {
  const image: Mutable<RangeImage> = {};
  walkMessage(bytes, {
    2: (reader, type) => {
      image.ranges = readMessage(reader, type);
    },
    4: (reader, type) => {
      image.pose = readMessage(reader, type);
    },
    6: (reader, type) => {
      image.segmentation = readMessage(reader, type);
    },
  });
  return image;
}

function parseLabel(bytes: Uint8Array): LaserLabel {
  // Box: 1–3 centre, 4 width, 5 length, 6 height, 7 heading.
  const box = new Float64Array(8);
  const label = { type: 0, id: '', pointCount: undefined as number | undefined };
  const boxFields: Record<number, FieldReaders[number]> = {};
  for (let field = 1; field <= 7; field++) {
    boxFields[field] = (reader, type) => {
      box[field] = readDouble(reader, type);
    };
  }
  walkMessage(bytes, {
    1: (reader, type) => walkMessage(readMessage(reader, type), boxFields),
    3: (reader, type) => {
      label.type = readInt(reader, type);
    },
    4: (reader, type) => {
      label.id = readString(reader, type);
    },
    7: (reader, type) => {
      label.pointCount = readInt(reader, type);
    },
  });
  return { center: [box[1]!, box[2]!, box[3]!], size: [box[5]!, box[4]!, box[6]!], headingRad: box[7]!, ...label };
}
