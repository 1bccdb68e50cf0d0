import { brokenFile } from './checkpoint-error.ts';
import { LIMITS } from './limits.ts';
import type { PickleMeanings } from './pickle-machine.ts';
import {
  GlobalName,
  Opaque,
  PickleList,
  PickleTuple,
  type PickleValue,
  StorageRef,
  TensorRef,
} from './pickle-values.ts';

/** Storage classes and the element types that they hold. */
const STORAGES: ReadonlyMap<string, string> = new Map([
  ['FloatStorage', 'float32'],
  ['DoubleStorage', 'float64'],
  ['HalfStorage', 'float16'],
  ['BFloat16Storage', 'bfloat16'],
  ['LongStorage', 'int64'],
  ['IntStorage', 'int32'],
  ['ShortStorage', 'int16'],
  ['CharStorage', 'int8'],
  ['ByteStorage', 'uint8'],
  ['BoolStorage', 'bool'],
]);

const DTYPES = /^(float(16|32|64)|bfloat16|u?int8|int(16|32|64)|bool|half|float|double|long|int)$/;

/** Calls that make weights and their containers. */
const CALLS = new Set([
  'collections.OrderedDict',
  'torch._utils._rebuild_tensor_v2',
  'torch._utils._rebuild_tensor',
  'torch._utils._rebuild_parameter',
  'torch.Size',
]);

/**
 * What trainers keep beside the weights: scores as NumPy numbers, their settings, the state of an optimiser. Read over: each becomes an
 * `Opaque`. Every other name is refused, so that a file that wants to do more than hold weights is told apart.
 */
const READ_OVER = [
  /^torch\.(device|optim\..+|nn\.modules\..+|nn\.parameter\..+)$/,
  /^numpy\.(dtype|ndarray|float32|float64|int64|core\.multiarray\.(scalar|_reconstruct))$/,
  /^numpy\._core\.multiarray\.(scalar|_reconstruct)$/,
  /^_codecs\.encode$/,
  /^collections\.(defaultdict|Counter)$/,
  /^argparse\.Namespace$/,
  /^pathlib\.(Pure)?(Posix|Windows)Path$/,
  /^(__builtin__|builtins)\.(set|frozenset|list|dict|int|float|bool|str|object)$/,
  /^datetime\.(datetime|timedelta)$/,
  /^(omegaconf|easydict|yacs|addict|mmengine|mmcv|pytorch_lightning|lightning|lightning_fabric)\..+$/,
];

/** The meanings of what `torch.save` writes. */
export class TorchMeanings implements PickleMeanings {
  private readonly file: string;
  /** Names that were read over, in the order met. */
  readonly readOver = new Set<string>();

  constructor(file: string) {
    this.file = file;
  }

  global(module: string, name: string): PickleValue {
    const full = `${module}.${name}`;
    if (CALLS.has(full) || storageDtype(full) !== undefined) return new GlobalName(full);
    if ((module === 'torch' && DTYPES.test(name)) || READ_OVER.some((known) => known.test(full))) {
      this.readOver.add(full);
      return new Opaque(full);
    }
    const shown = full.length > 120 ? `${full.slice(0, 120)}…` : full;
    throw this.broken(
      shown,
      'the file names this, which is no part of a state dict; nothing of it was run. Save the state_dict alone',
    );
  }

  /** `('storage', class, key, device, elements)`. */
  persistent(id: PickleValue): PickleValue {
    const [kind, type, key, , count] = id instanceof PickleTuple ? id.items : [];
    const dtype = type instanceof GlobalName ? storageDtype(type.name) : undefined;
    if (kind !== 'storage' || dtype === undefined || typeof key !== 'string' || !isCount(count)) {
      throw this.broken('persistent id', 'is not that of a storage');
    }
    return new StorageRef(key, dtype, count);
  }

  call(callee: GlobalName, args: readonly PickleValue[], spend: (copies: number) => void): PickleValue {
    switch (callee.name) {
      case 'collections.OrderedDict':
        return this.orderedDict(args, spend);
      case 'torch._utils._rebuild_tensor_v2':
      case 'torch._utils._rebuild_tensor':
        return this.tensor(args);
      case 'torch._utils._rebuild_parameter':
        if (args[0] instanceof TensorRef) return args[0];
        throw this.broken(callee.name, 'is given no tensor');
      case 'torch.Size':
        if (args[0] instanceof PickleTuple) return args[0];
        throw this.broken(callee.name, 'is given no tuple');
      default:
        throw this.broken(callee.name, 'is called, but it is a type of storage');
    }
  }

  private orderedDict(args: readonly PickleValue[], spend: (copies: number) => void): PickleValue {
    const map = new Map<PickleValue, PickleValue>();
    const [pairs] = args;
    if (pairs === undefined) return map;
    if (!(pairs instanceof PickleList)) throw this.broken('collections.OrderedDict', 'is given no list');
    spend(pairs.items.length);
    for (const pair of pairs.items) {
      const [key, value] = pair instanceof PickleTuple || pair instanceof PickleList ? pair.items : [];
      if (key === undefined || value === undefined) throw this.broken('collections.OrderedDict', 'is given no pairs');
      map.set(key, value);
    }
    return map;
  }

  private tensor([storage, offset, shape, stride]: readonly PickleValue[]): PickleValue {
    if (!(storage instanceof StorageRef) || !isCount(offset)) throw this.broken('tensor', 'has no storage or offset');
    const sides = this.counts(shape, 'shape');
    const steps = this.counts(stride, 'stride');
    const count = sides.includes(0) ? 0 : sides.reduce((product, side) => product * side, 1);
    const last = sides.reduce((sum, side, axis) => sum + (side - 1) * (steps[axis] ?? Number.NaN), offset);
    if (sides.length !== steps.length || (count > 0 && !(last < storage.count)) || count > storage.count) {
      throw this.broken('tensor', `${sides.join('×')} does not lie inside its storage of ${storage.count}`);
    }
    return new TensorRef(storage, offset, sides, steps);
  }

  private counts(value: PickleValue | undefined, field: string): number[] {
    const items = value instanceof PickleTuple ? value.items : undefined;
    if (!items || items.length > LIMITS.tensorDims || !items.every(isCount)) {
      throw this.broken('tensor', `its ${field} is no tuple of counts`);
    }
    return [...(items as number[])];
  }

  private broken(field: string, why: string): Error {
    return brokenFile('FORMAT_FIELD', this.file, field, why);
  }
}

function storageDtype(full: string): string | undefined {
  const name = /^torch(?:\.cuda)?\.(\w+Storage)$/.exec(full)?.[1];
  return name === undefined ? undefined : STORAGES.get(name);
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
