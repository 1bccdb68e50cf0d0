/** What a pickle stream may hold. Dictionaries are Maps: no key can reach a prototype. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PickleList
  | PickleTuple
  | Map<PickleValue, PickleValue>
  | GlobalName
  | Opaque
  | StorageRef
  | TensorRef;

/** Lists grow while they are read; a class of its own keeps them apart from tuples. */
export class PickleList {
  readonly items: PickleValue[] = [];
}

export class PickleTuple {
  readonly items: readonly PickleValue[];

  constructor(items: readonly PickleValue[]) {
    this.items = items;
  }
}

/** `module.name` of something importable. Here it is a name and stays one. */
export class GlobalName {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** An object that is of no use to us: only what it is called is known. */
export class Opaque {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Where a tensor's numbers are: an entry of the archive. */
export class StorageRef {
  readonly key: string;
  readonly dtype: string;
  /** Elements. */
  readonly count: number;

  constructor(key: string, dtype: string, count: number) {
    this.key = key;
    this.dtype = dtype;
    this.count = count;
  }
}

/** A view of a storage; offset and strides in elements. */
export class TensorRef {
  readonly storage: StorageRef;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly stride: readonly number[];

  constructor(storage: StorageRef, offset: number, shape: readonly number[], stride: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.stride = stride;
  }
}
