import type { ByteSource } from '../../core/index.ts';
import type { Checkpoint, CheckpointTensor } from './checkpoint.ts';
import { brokenFile } from './checkpoint-error.ts';
import { LIMITS } from './limits.ts';
import { readPickle } from './pickle-machine.ts';
import type { StorageRef, TensorRef } from './pickle-values.ts';
import { chooseStateDict } from './state-dict.ts';
import { decodeElements, ELEMENT_BYTES, gatherStrided } from './tensor-values.ts';
import { TorchMeanings } from './torch-meanings.ts';
import { readZipDirectory, readZipEntry, type ZipEntry } from './zip-archive.ts';

/**
 * Reads what `torch.save` of PyTorch 1.6 and later wrote: a zip archive of one pickle and one entry a storage. Nothing is executed.
 * @param entry path of the dictionary to take, `ema.state_dict` say; by default the one that holds the weights.
 * @throws FormatError
 */
export async function readTorchCheckpoint(source: ByteSource, entry?: string): Promise<Checkpoint> {
  const archive = await Archive.open(source);
  const meanings = new TorchMeanings(source.name);
  const root = readPickle(await archive.pickle(), source.name, meanings);
  const { name, others, tensors } = chooseStateDict(root, source.name, entry);
  const lazy = new Map<string, CheckpointTensor>();
  for (const [key, tensor] of tensors) {
    lazy.set(key, { shape: tensor.shape, dtype: tensor.storage.dtype, read: () => archive.values(tensor) });
  }
  return { format: 'torch', entry: name, otherEntries: others, tensors: lazy, readOver: [...meanings.readOver] };
}

class Archive {
  private readonly source: ByteSource;
  private readonly entries: ReadonlyMap<string, ZipEntry>;
  /** What every entry's name begins with: the name that the file was saved under. */
  private readonly prefix: string;
  private readonly littleEndian: boolean;

  private constructor(source: ByteSource, entries: ReadonlyMap<string, ZipEntry>, prefix: string, little: boolean) {
    this.source = source;
    this.entries = entries;
    this.prefix = prefix;
    this.littleEndian = little;
  }

  static async open(source: ByteSource): Promise<Archive> {
    const entries = await readZipDirectory(source);
    const pickles = [...entries.keys()].filter((name) => /^([^/]*\/)?data\.pkl$/.test(name));
    const [pickle] = pickles;
    if (pickle === undefined || pickles.length > 1) {
      throw brokenFile('FORMAT_FIELD', source.name, 'data.pkl', `there are ${pickles.length} in the archive, not one`);
    }
    const prefix = pickle.slice(0, -'data.pkl'.length);
    if ([...entries.keys()].some((name) => name.startsWith(`${prefix}code/`))) {
      throw brokenFile(
        'FORMAT_FIELD',
        source.name,
        'code/',
        'a TorchScript program, not weights: save its state_dict()',
      );
    }
    const order = entries.get(`${prefix}byteorder`);
    const text = order ? new TextDecoder().decode(await readZipEntry(source, order, 16)) : 'little';
    if (text !== 'little' && text !== 'big') throw brokenFile('FORMAT_FIELD', source.name, 'byteorder', `is ${text}`);
    return new Archive(source, entries, prefix, text === 'little');
  }

  async pickle(): Promise<Uint8Array> {
    return readZipEntry(this.source, this.entries.get(`${this.prefix}data.pkl`)!, LIMITS.pickleBytes);
  }

  async values({ storage, offset, shape, stride }: TensorRef): Promise<Float32Array> {
    if (shape.includes(0)) return new Float32Array(0);
    return gatherStrided(await this.storage(storage), offset, shape, stride);
  }

  private async storage({ key, dtype, count }: StorageRef): Promise<Float32Array> {
    const name = `${this.prefix}data/${key}`;
    const entry = this.entries.get(name);
    if (!entry) throw brokenFile('FORMAT_FIELD', this.source.name, name, 'the archive has no such storage');
    const expected = count * ELEMENT_BYTES.get(dtype)!;
    if (entry.bytes !== expected) {
      throw brokenFile('FORMAT_FIELD', this.source.name, name, `expected ${expected} bytes, found ${entry.bytes}`);
    }
    return decodeElements(await readZipEntry(this.source, entry, LIMITS.entryBytes), dtype, this.littleEndian);
  }
}
