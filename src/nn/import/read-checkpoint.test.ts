import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ByteSource, FormatError } from '../../core/index.ts';
import { type Checkpoint, readCheckpoint } from './index.ts';
import { global, pickleOf, Raw, type Saved, torchFile, unicode, zip } from './torch-file.fixture.ts';

/**
 * Written by Python's own pickle and zipfile with PyTorch's persistent ids: epoch, state_dict (a.weight 2×3, a.t a transposed view at
 * offset 6 of the same storage, a counter), and what trainers put beside it.
 */
const BY_PYTHON =
  'UEsDBBQAAAAAALpydl0l1TGDEgIAABICAAAQAAAAYXJjaGl2ZS9kYXRhLnBrbIACfXEAKFgFAAAAZXBvY2hxAUsDWAoAAABzdGF0ZV9kaWN0cQJjY29sbGVjdGlvbnMKT3JkZXJlZERpY3QKcQMpUnEEKFgIAAAAYS53ZWlnaHRxBWN0b3JjaC5fdXRpbHMKX3JlYnVpbGRfdGVuc29yX3YyCnEGKChYBwAAAHN0b3JhZ2VxB2N0b3JjaApGbG9hdFN0b3JhZ2UKcQhYAQAAADBxCVgDAAAAY3B1cQpLDHRxC1FLAEsCSwOGcQxLA0sBhnENiWgDKVJxDnRxD1JxEFgDAAAAYS50cRFoBigoaAdoCFgBAAAAMHESaApLDHRxE1FLBksDSwKGcRRLAUsDhnEViWgDKVJxFnRxF1JxGFgVAAAAYS5udW1fYmF0Y2hlc190cmFja2VkcRloBigoaAdjdG9yY2gKTG9uZ1N0b3JhZ2UKcRpYAQAAADFxG2gKSwF0cRxRSwApKYloAylScR10cR5ScR91fXEgWAkAAABfbWV0YWRhdGFxIWgDKVJxIlgAAAAAcSN9cSRYBwAAAHZlcnNpb25xJUsBc3NzYlgCAAAAbHJxJkc/4AAAAAAAAFgEAAAAbm90ZXEnTlgEAAAAZG9uZXEoiFgDAAAAYmlncSmKBgAAAAAAAVgEAAAAaGlzdHEqXXErKEsBR0AEAAAAAAAAZVgFAAAAc2hhcGVxLChLAUsCSwNLBHRxLXUuUEsDBBQAAAAAALpydl2o6fPKMAAAADAAAAAOAAAAYXJjaGl2ZS9kYXRhLzAAAAAAAACAPgAAAD8AAEA/AACAPwAAoD8AAMA/AADgPwAAAEAAABBAAAAgQAAAMEBQSwMEFAAAAAAAunJ2XXDW528IAAAACAAAAA4AAABhcmNoaXZlL2RhdGEvMQcAAAAAAAAAUEsDBBQAAAAAALpydl3RnmdVAgAAAAIAAAAPAAAAYXJjaGl2ZS92ZXJzaW9uMwpQSwECFAMUAAAAAAC6cnZdJdUxgxICAAASAgAAEAAAAAAAAAAAAAAAgAEAAAAAYXJjaGl2ZS9kYXRhLnBrbFBLAQIUAxQAAAAAALpydl2o6fPKMAAAADAAAAAOAAAAAAAAAAAAAACAAUACAABhcmNoaXZlL2RhdGEvMFBLAQIUAxQAAAAAALpydl1w1udvCAAAAAgAAAAOAAAAAAAAAAAAAACAAZwCAABhcmNoaXZlL2RhdGEvMVBLAQIUAxQAAAAAALpydl3RnmdVAgAAAAIAAAAPAAAAAAAAAAAAAACAAdACAABhcmNoaXZlL3ZlcnNpb25QSwUGAAAAAAQABADzAAAA/wIAAAAA';

function sourceOf(bytes: Uint8Array, name = 'model.pth'): ByteSource {
  return {
    name,
    path: name,
    size: bytes.length,
    read: async (start, end) => bytes.slice(Math.max(0, start), Math.min(bytes.length, end)),
  };
}

const read = (bytes: Uint8Array, entry?: string) => readCheckpoint(sourceOf(bytes), entry);
const save = (saved: Saved) => read(torchFile(saved));
const numbers = async (checkpoint: Checkpoint, name: string) => [...(await checkpoint.tensors.get(name)!.read())];
const failure = async (bytes: Uint8Array): Promise<FormatError> => {
  const error = await read(bytes).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(FormatError);
  return error as FormatError;
};
const pickled = (...opcodes: readonly (readonly number[])[]) => zip([['archive/data.pkl', pickleOf(...opcodes)]]);
const tensor = { tensor: [1, 2, 3, 4, 5, 6], shape: [2, 3] };

describe('what torch.save writes', () => {
  it('is read as Python wrote it: views, offsets, and the weights found below the rest', async () => {
    const checkpoint = await read(Uint8Array.from(Buffer.from(BY_PYTHON, 'base64')));
    expect(checkpoint).toMatchObject({ format: 'torch', entry: 'state_dict', otherEntries: [], readOver: [] });
    expect([...checkpoint.tensors.keys()]).toEqual(['a.weight', 'a.t', 'a.num_batches_tracked']);
    expect(await numbers(checkpoint, 'a.weight')).toEqual([0, 0.25, 0.5, 0.75, 1, 1.25]);
    expect(checkpoint.tensors.get('a.t')!.shape).toEqual([3, 2]);
    expect(await numbers(checkpoint, 'a.t')).toEqual([1.5, 2.25, 1.75, 2.5, 2, 2.75]);
    expect(await numbers(checkpoint, 'a.num_batches_tracked')).toEqual([7]);
  });

  it.each(['float32', 'float64', 'float16', 'bfloat16'] as const)('%s, of either byte order', async (dtype) => {
    const values = [0, 1, -2.5, 0.125, 96];
    for (const bigEndian of [false, true]) {
      const file = torchFile({ w: { tensor: values, shape: [5], dtype } }, { bigEndian });
      expect(await numbers(await read(file), 'w')).toEqual(values);
    }
  });

  it('parameters, strides of zero dimensions, empty tensors, any folder name, deflated entries', async () => {
    const saved = {
      p: { ...tensor, parameter: true },
      scalar: { tensor: [7], shape: [], dtype: 'int64' as const },
      empty: { tensor: [], shape: [0, 4] },
      columns: { tensor: [1, 2, 3, 4, 5, 6], shape: [3, 2], stride: [1, 3] },
    };
    const deflate = (bytes: Uint8Array) => new Uint8Array(deflateRawSync(bytes));
    for (const options of [{ root: 'my model' }, { deflate }]) {
      const checkpoint = await read(torchFile(saved, options));
      expect(await numbers(checkpoint, 'p')).toEqual([1, 2, 3, 4, 5, 6]);
      expect(await numbers(checkpoint, 'scalar')).toEqual([7]);
      expect(await numbers(checkpoint, 'empty')).toEqual([]);
      expect(await numbers(checkpoint, 'columns')).toEqual([1, 4, 2, 5, 3, 6]);
    }
  });

  it('prefers the usual dictionary to an average of the weights and to an optimiser, and takes another when told', async () => {
    const saved = { ema_state_dict: { w: tensor }, optimizer: { exp_avg: tensor }, model: { w: tensor }, epoch: 3 };
    const checkpoint = await save(saved);
    expect(checkpoint.entry).toBe('model');
    expect(checkpoint.otherEntries).toEqual(['ema_state_dict', 'optimizer']);
    expect((await read(torchFile(saved), 'ema_state_dict')).entry).toBe('ema_state_dict');
    await expect(read(torchFile(saved), 'teacher')).rejects.toThrow(/ema_state_dict, optimizer, model/);
    expect((await save({ a: tensor })).entry).toBe('');
    expect((await save({ run: { best: { net: { a: tensor } } } })).entry).toBe('run.best.net');
  });

  it('reads over what trainers keep beside weights, and says so', async () => {
    const score = new Raw([...global('numpy.core.multiarray', 'scalar'), ...global('numpy', 'dtype'), 0x85, 0x52]);
    const settings = new Raw([...global('argparse', 'Namespace'), 0x29, 0x81, 0x7d, 0x62]);
    const checkpoint = await save({ best: score, args: settings, state_dict: { w: tensor } });
    expect(checkpoint.readOver).toEqual(['numpy.core.multiarray.scalar', 'numpy.dtype', 'argparse.Namespace']);
  });

  it('keys named like an object’s own parts are only names', async () => {
    const proto = new Raw([0x7d, 0x28, ...unicode('__proto__'), ...unicode('x'), 0x75]);
    const checkpoint = await save({ __proto: proto, constructor: tensor, state_dict: { toString: tensor } });
    expect([...checkpoint.tensors.keys()]).toEqual(['constructor']);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

describe('safetensors', () => {
  const file = (header: unknown, data: number) => {
    const head = new TextEncoder().encode(JSON.stringify(header));
    const bytes = new Uint8Array(8 + head.length + data);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
    bytes.set(head, 8);
    bytes.set([0x80, 0x3f, 0x20, 0xc0], 8 + head.length);
    return bytes;
  };
  it('of bfloat16 is read', async () => {
    const checkpoint = await read(file({ w: { dtype: 'BF16', shape: [2], data_offsets: [0, 4] } }, 4));
    expect(checkpoint.format).toBe('safetensors');
    expect(await numbers(checkpoint, 'w')).toEqual([1, -2.5]);
  });

  it.each([
    [{ w: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }],
    [{ w: { dtype: 'F32', shape: [2e15], data_offsets: [0, 8e15] } }],
    [{ w: { dtype: 'F32', shape: [-1], data_offsets: [4, 0] } }],
    [{ w: { dtype: 'C64', shape: [1], data_offsets: [0, 4] } }],
    [{ w: null }],
    [[1]],
  ])('%j is refused', async (header) => {
    await failure(file(header, 4));
  });
});

describe('hostile and broken files end in a FormatError', () => {
  it.each([
    ['os', 'system'],
    ['posix', 'system'],
    ['builtins', 'eval'],
    ['torch', 'load'],
    ['torch._utils', '_rebuild_device_tensor_from_numpy'],
    ['torch.storage', '_load_from_bytes'],
    ['__torch__', 'Net'],
  ])('a file that names %s.%s is refused by that name', async (module, name) => {
    const error = await failure(pickled(global(module, name), unicode('touch /tmp/x'), [0x85, 0x52]));
    expect(error.message).toContain(`${module}.${name}`);
  });

  it.each<[string, readonly (readonly number[])[], RegExp]>([
    ['other opcodes', [[0x69]], /opcode 0x69/],
    ['text that is longer than the file', [[0x58, 0xff, 0xff, 0xff, 0xff]], /middle of a value/],
    ['an empty stack', [[0x52]], /value is missing/],
    ['a mark that is not there', [[0x74]], /mark is missing/],
    ['what was never kept', [[0x68, 9]], /number 9/],
    ['calls of text', [[...unicode('x'), 0x29, 0x52]], /no function/],
    ['calls of a type of storage', [[...global('torch', 'FloatStorage'), 0x29, 0x52]], /type of storage/],
    ['a list as a dictionary', [[0x5d, 0x4b, 1, 0x4b, 2, 0x73]], /no dictionary/],
    ['a foreign persistent id', [[...unicode('x'), 0x51]], /not that of a storage/],
    ['a tensor without storage', [[...global('torch._utils', '_rebuild_tensor_v2'), 0x29, 0x52]], /no storage/],
    ['nothing of use', [[0x7d]], /no named tensors/],
  ])('%s', async (_, opcodes, message) => {
    expect((await failure(pickled(...opcodes))).message).toMatch(message);
  });

  it('a tensor larger than its storage, also by steps of zero', async () => {
    expect((await failure(torchFile({ w: { tensor: [1], shape: [4096, 4096], stride: [0, 0] } }))).message).toMatch(
      /storage of 1/,
    );
    expect((await failure(torchFile({ w: { tensor: [1, 2], shape: [2], offset: 1 } }))).message).toMatch(
      /storage of 2/,
    );
  });

  it('calls that copy one long list again and again', async () => {
    const list = [0x5d, 0x71, 0, 0x28, ...new Array(4096).fill([0x4b, 1, 0x4b, 2, 0x86]).flat(), 0x65, 0x30];
    const pairs = list.filter((byte) => byte !== 0x30);
    const again = [...global('collections', 'OrderedDict'), 0x71, 1, ...[0x68, 0, 0x85, 0x52]];
    const calls = new Array(2000).fill([0x68, 1, 0x68, 0, 0x85, 0x52]).flat();
    expect((await failure(pickled(pairs, again, calls))).message).toMatch(/copy more/);
  });

  it('marks and dictionaries nested without end, and dictionaries that hold themselves', async () => {
    await failure(pickled(new Array(300_000).fill(0x28)));
    await failure(pickled(new Array(1_100_000).fill(0x5d)));
    const nest = new Array(20_000).fill([0x7d, ...unicode('a')]).flat();
    await failure(pickled(nest, [0x4e], new Array(20_000).fill(0x73)));
    const own = [0x7d, 0x71, 0, 0x28, ...new Array(500).fill(0).flatMap((_, i) => [...unicode(`${i}`), 0x68, 0]), 0x75];
    await failure(pickled(own));
  });

  it('deflated bytes that are none, end early, or go on beyond their size', async () => {
    const pickle = pickleOf([0x7d], new Array(600).fill(0x4e));
    const packed = new Uint8Array(deflateRawSync(pickle));
    const entry: [string, Uint8Array] = ['archive/data.pkl', pickle];
    expect((await failure(zip([entry], () => Uint8Array.of(0xff, 0xff, 0xff, 0xff)))).message).toMatch(
      /cannot be unpacked/,
    );
    await failure(zip([entry], () => packed.subarray(0, packed.length - 2)));
    const longer = new Uint8Array(deflateRawSync(new Uint8Array(90_000)));
    expect((await failure(zip([entry], () => longer))).message).toMatch(/more than it says/);
    expect((await failure(zip([entry], () => new Uint8Array(deflateRawSync(pickle.subarray(9)))))).message).toMatch(
      /less than it says/,
    );
  });

  it('an archive that lies about sizes, holds a name twice, is a program, or has no pickle', async () => {
    const bomb = zip(
      [['archive/data.pkl', new Uint8Array(0)]],
      () => new Uint8Array(deflateRawSync(new Uint8Array(1 << 20))),
    );
    await failure(bomb);
    const twice: [string, Uint8Array] = ['archive/data.pkl', pickleOf([0x7d])];
    expect((await failure(zip([twice, twice]))).message).toMatch(/twice/);
    expect((await failure(zip([twice, ['archive/code/net.py', new Uint8Array(1)]]))).message).toMatch(/TorchScript/);
    expect((await failure(zip([['readme.txt', new Uint8Array(3)]]))).message).toMatch(/data\.pkl/);
    const missing = await read(zip([['a/data.pkl', (await parts({ w: tensor })).pickle]]));
    await expect(missing.tensors.get('w')!.read()).rejects.toThrow(/no such storage/);
  });

  it('the format before PyTorch 1.6 says how to save again', async () => {
    const legacy = Uint8Array.from([
      0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e,
    ]);
    expect(await failure(legacy)).toMatchObject({
      code: 'FORMAT_UNKNOWN',
      message: expect.stringContaining('torch.save('),
    });
    expect((await failure(new Uint8Array(0))).message).toMatch(/empty/);
    expect((await failure(Uint8Array.from({ length: 400 }, () => 7))).message).toMatch(/neither/);
  });

  it('a file cut off after any byte', async () => {
    const whole = Uint8Array.from(Buffer.from(BY_PYTHON, 'base64'));
    for (let length = 0; length < whole.length; length++) await failure(whole.subarray(0, length));
  });

  it('a pickle cut off after any byte', async () => {
    const { pickle } = await parts({ state_dict: { w: tensor, p: { ...tensor, parameter: true } }, epoch: 3 });
    for (let length = 0; length < pickle.length; length++)
      await failure(zip([['archive/data.pkl', pickle.subarray(0, length)]]));
  });

  it('whatever the bytes are: a checkpoint or a FormatError', async () => {
    const { pickle } = await parts({ state_dict: { w: tensor, p: { ...tensor, parameter: true } }, epoch: 3 });
    const whole = torchFile({ state_dict: { w: tensor } });
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 });
    const damaged = (bytes: Uint8Array, at: readonly (readonly [number, number])[]) => {
      const copy = bytes.slice();
      for (const [place, value] of at) copy[place % copy.length] = value;
      return copy;
    };
    const survives = async (bytes: Uint8Array) => {
      try {
        for (const one of (await read(bytes)).tensors.values()) await one.read();
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    };
    await fc.assert(
      fc.asyncProperty(changes, async (at) => {
        await survives(damaged(whole, at));
        await survives(zip([['archive/data.pkl', damaged(pickle, at)]]));
      }),
      { numRuns: 300, seed: 11 },
    );
  });
});

async function parts(saved: Saved): Promise<{ pickle: Uint8Array }> {
  const file = torchFile(saved, { root: 'a' });
  const view = new DataView(file.buffer);
  const start = 30 + view.getUint16(26, true) + view.getUint16(28, true);
  return { pickle: file.slice(start, start + view.getUint32(18, true)) };
}
