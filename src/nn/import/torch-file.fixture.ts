/** Files as `torch.save` writes them (PyTorch 1.6 and later): what it was told to save, down to the byte order of its opcodes. */

export interface TorchTensor {
  readonly tensor: readonly number[];
  readonly shape: readonly number[];
  readonly dtype?: 'float32' | 'float16' | 'bfloat16' | 'float64' | 'int64';
  /** Elements; default row-major, from the start. */
  readonly stride?: readonly number[];
  readonly offset?: number;
  /** As `nn.Parameter`. */
  readonly parameter?: boolean;
}

export type Saved = TorchTensor | string | number | { readonly [key: string]: Saved } | Raw;

/** Pickle opcodes as they are. */
export class Raw {
  readonly bytes: readonly number[];

  constructor(bytes: readonly number[]) {
    this.bytes = bytes;
  }
}

const CLASSES = {
  float32: 'FloatStorage',
  float16: 'HalfStorage',
  bfloat16: 'BFloat16Storage',
  float64: 'DoubleStorage',
  int64: 'LongStorage',
} as const;

export interface TorchFileOptions {
  readonly bigEndian?: boolean;
  readonly deflate?: (bytes: Uint8Array) => Uint8Array;
  /** Folder that the entries stand in. */
  readonly root?: string;
}

export function torchFile(saved: Saved, options: TorchFileOptions = {}): Uint8Array {
  const { bigEndian = false, root = 'archive' } = options;
  const pickler = new Pickler(bigEndian);
  const entries: [string, Uint8Array][] = [[`${root}/data.pkl`, pickler.pickle(saved)]];
  entries.push([`${root}/byteorder`, new TextEncoder().encode(bigEndian ? 'big' : 'little')]);
  pickler.storages.forEach((bytes, key) => {
    entries.push([`${root}/data/${key}`, bytes]);
  });
  entries.push([`${root}/version`, new TextEncoder().encode('3\n')]);
  return zip(entries, options.deflate);
}

const ascii = (text: string) => [...new TextEncoder().encode(text)];
const u32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >>> 24) & 255];

export const unicode = (text: string): number[] => [0x58, ...u32(ascii(text).length), ...ascii(text)];
export const global = (module: string, name: string): number[] => [0x63, ...ascii(`${module}\n${name}\n`)];
export const pickleOf = (...opcodes: readonly (readonly number[])[]): Uint8Array =>
  Uint8Array.from([0x80, 2, ...opcodes.flat(), 0x2e]);

class Pickler {
  readonly storages: Uint8Array[] = [];
  private readonly bigEndian: boolean;
  private memo = 0;

  constructor(bigEndian: boolean) {
    this.bigEndian = bigEndian;
  }

  pickle(saved: Saved): Uint8Array {
    return pickleOf(this.value(saved));
  }

  private value(saved: Saved): number[] {
    if (saved instanceof Raw) return [...saved.bytes];
    if (typeof saved === 'string') return [...unicode(saved), ...this.put()];
    if (typeof saved === 'number') return integer(saved);
    if ('tensor' in saved) return this.tensor(saved as TorchTensor);
    const items = Object.entries(saved as { readonly [key: string]: Saved });
    const pairs = items.flatMap(([key, value]) => [...unicode(key), ...this.put(), ...this.value(value)]);
    return [...global('collections', 'OrderedDict'), ...this.put(), 0x29, 0x52, ...this.put(), 0x28, ...pairs, 0x75];
  }

  private tensor({ tensor, shape, dtype = 'float32', stride, offset = 0, parameter }: TorchTensor): number[] {
    const key = this.storages.push(elements(tensor, dtype, this.bigEndian)) - 1;
    const rows = stride ?? shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
    const storage = [
      0x28,
      ...unicode('storage'),
      ...this.put(),
      ...global('torch', CLASSES[dtype]),
      ...this.put(),
      ...unicode(String(key)),
      ...this.put(),
      ...unicode('cpu'),
      ...this.put(),
      ...integer(tensor.length),
      0x74,
      ...this.put(),
      0x51,
    ];
    const hooks = [...global('collections', 'OrderedDict'), ...this.put(), 0x29, 0x52];
    const made = [
      ...global('torch._utils', '_rebuild_tensor_v2'),
      ...this.put(),
      ...[0x28, ...storage, ...integer(offset), ...tuple(shape), ...tuple(rows), 0x89, ...hooks, 0x74],
      ...this.put(),
      0x52,
      ...this.put(),
    ];
    if (!parameter) return made;
    return [...global('torch._utils', '_rebuild_parameter'), ...made, 0x88, ...hooks, 0x87, 0x52, ...this.put()];
  }

  private put(): number[] {
    const index = this.memo++;
    return index < 256 ? [0x71, index] : [0x72, ...u32(index)];
  }
}

function tuple(values: readonly number[]): number[] {
  return values.length === 0 ? [0x29] : [0x28, ...values.flatMap(integer), 0x74];
}

function integer(value: number): number[] {
  if (!Number.isInteger(value)) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value);
    return [0x47, ...bytes];
  }
  if (value >= 0 && value < 256) return [0x4b, value];
  if (value >= 0 && value < 65536) return [0x4d, value & 255, value >> 8];
  return [0x4a, ...u32(value)];
}

function elements(values: readonly number[], dtype: keyof typeof CLASSES, bigEndian: boolean): Uint8Array {
  const width = { float32: 4, float16: 2, bfloat16: 2, float64: 8, int64: 8 }[dtype];
  const view = new DataView(new ArrayBuffer(values.length * width));
  const little = !bigEndian;
  values.forEach((value, i) => {
    if (dtype === 'float32') view.setFloat32(4 * i, value, little);
    else if (dtype === 'float64') view.setFloat64(8 * i, value, little);
    else if (dtype === 'int64') view.setBigInt64(8 * i, BigInt(value), little);
    else view.setUint16(2 * i, sixteen(value, dtype), little);
  });
  return new Uint8Array(view.buffer);
}

/** Of numbers that fit: small sums of powers of two. */
function sixteen(value: number, dtype: 'float16' | 'bfloat16'): number {
  const [bits] = new Uint32Array(Float32Array.of(value).buffer) as unknown as [number];
  if (dtype === 'bfloat16') return bits >>> 16;
  if (value === 0) return 0;
  return ((bits >>> 16) & 0x8000) | ((((bits >>> 23) & 255) - 112) << 10) | ((bits >>> 13) & 1023);
}

/** A zip archive; entries begin at multiples of 64 bytes, as PyTorch's do. */
export function zip(
  entries: readonly (readonly [string, Uint8Array])[],
  deflate?: (bytes: Uint8Array) => Uint8Array,
): Uint8Array {
  const file: number[] = [];
  const directory: number[] = [];
  const u16 = (value: number) => [value & 255, value >> 8];
  for (const [name, bytes] of entries) {
    const packed = deflate ? deflate(bytes) : bytes;
    const at = file.length;
    const padding = (64 - ((at + 30 + name.length + 4) % 64)) % 64;
    const common = [
      ...u16(0),
      ...u16(deflate ? 8 : 0),
      ...u32(0),
      ...u32(0),
      ...u32(packed.length),
      ...u32(bytes.length),
    ];
    const extra = [...ascii('FB'), ...u16(padding), ...new Array<number>(padding).fill(0x5a)];
    file.push(
      ...u32(0x04034b50),
      ...u16(20),
      ...common,
      ...u16(name.length),
      ...u16(extra.length),
      ...ascii(name),
      ...extra,
    );
    for (const byte of packed) file.push(byte);
    directory.push(...u32(0x02014b50), ...u16(20), ...u16(20), ...common, ...u16(name.length), ...u16(0), ...u16(0));
    directory.push(...u16(0), ...u16(0), ...u32(0), ...u32(at), ...ascii(name));
  }
  const count = u16(entries.length);
  const end = [
    ...u32(0x06054b50),
    ...u16(0),
    ...u16(0),
    ...count,
    ...count,
    ...u32(directory.length),
    ...u32(file.length),
  ];
  return Uint8Array.from([...file, ...directory, ...end, 0, 0]);
}
