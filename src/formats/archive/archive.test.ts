import { gzipSync as gzipFast } from 'node:zlib';
import { gzipSync, strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { Diagnostics, FormatError, LimitError } from '../../core/index.ts';
import { memorySource, sharedBytes } from '../shared-data.fixture.ts';
import { unpackArchives } from './unpack.ts';
import { readZipDirectory } from './zip-directory.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const unpack = (name: string, bytes: Uint8Array, diagnostics = new Diagnostics()) =>
  unpackArchives([memorySource(name, bytes)], { diagnostics });
/** Comparing entry by entry takes seconds. */
const areSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
/** Bytes that deflate cannot shrink. */
const noise = (length: number) => Uint8Array.from({ length }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 13) & 255);

describe('gzip', () => {
  it('unpacks one file under the name without .gz, in ranges', async () => {
    const content = noise(3_000_000);
    const [file, ...none] = await unpack('scan.ply.gz', new Uint8Array(gzipFast(content)));
    expect([file!.name, file!.path, file!.size, none]).toEqual(['scan.ply', 'scan.ply', 3_000_000, []]);
    expect(areSame(await file!.read(0, 1e9), content)).toBe(true);
    expect(areSame(await file!.read(1_234_567, 2_345_678), content.subarray(1_234_567, 2_345_678))).toBe(true);
    expect(await file!.read(2_999_999, 9e9)).toHaveLength(1);
    expect(await file!.read(5, 2)).toHaveLength(0);
  });

  it('joins members', async () => {
    const packed = Uint8Array.of(...gzipSync(strToU8('1 2 3\n')), ...gzipSync(strToU8('4 5 6\n')));
    const [file] = await unpack('a.gz', packed);
    expect(text(await file!.read(0, 100))).toBe('1 2 3\n4 5 6\n');
  });

  it('refuses every truncation and every flipped byte of the packed bytes', async () => {
    const packed = gzipSync(strToU8(`${'1 2 3\n'.repeat(40)}end`), { mtime: 0 });
    for (let end = 18; end < packed.length; end++) {
      const cut = unpack('a.gz', packed.slice(0, end));
      await expect(cut, `cut at ${end}`).rejects.toBeInstanceOf(FormatError);
    }
    for (let at = 10; at < packed.length; at++) {
      const flipped = packed.slice();
      flipped[at]! ^= 0x41;
      await expect(unpack('a.gz', flipped), `byte ${at}`).rejects.toBeInstanceOf(FormatError);
    }
  });

  it('stops at what expands as no scan does', async () => {
    const bomb = new Uint8Array(gzipFast(new Uint8Array(70 * 2 ** 20)));
    await expect(unpack('a.gz', bomb)).rejects.toMatchObject({ code: 'LIMIT_MEMORY', context: { file: 'a.gz' } });
  });
});

describe('zip', () => {
  const tree = {
    'training/velodyne/000000.bin': noise(5000),
    'training/label_2/000000.txt': strToU8('Car '.repeat(50)),
    '../../etc/passwd': strToU8('x'),
    'C:\\scans\\a.xyz': strToU8('1 2 3\n'),
    '__MACOSX/._a.xyz': strToU8('x'),
    'empty/': new Uint8Array(0),
  };

  it.each([0, 6] as const)('lists its files as those of a folder, level %i', async (level) => {
    const files = await unpack('kitti.zip', zipSync(tree, { level }));
    expect(files.map(({ path }) => path)).toEqual([
      'kitti/training/velodyne/000000.bin',
      'kitti/training/label_2/000000.txt',
      'kitti/etc/passwd',
      'kitti/scans/a.xyz',
    ]);
    expect(files.map(({ name }) => name)).toEqual(['000000.bin', '000000.txt', 'passwd', 'a.xyz']);
    expect(await files[0]!.read(0, 5000)).toEqual(tree['training/velodyne/000000.bin']);
    expect(await files[0]!.read(4000, 9999)).toEqual(tree['training/velodyne/000000.bin'].subarray(4000));
    expect(text(await files[1]!.read(0, 7))).toBe('Car Car');
  });

  it('opens archives in archives once, and no deeper', async () => {
    const inner = zipSync({ 'a.xyz': strToU8('1 2 3\n') });
    const deep = zipSync({ 'inner.zip': zipSync({ 'inner.zip': inner }), 'b.xyz.gz': gzipSync(strToU8('1 2 3\n')) });
    expect((await unpack('outer.zip', deep)).map(({ path }) => path)).toEqual(['outer/inner/inner.zip', 'outer/b.xyz']);
    expect((await unpack('o.zip', zipSync({ 'i.zip': inner }))).map(({ path }) => path)).toEqual(['o/i/a.xyz']);
    expect((await unpack('a.zip.gz', gzipSync(inner)))[0]!.path).toBe('a/a.xyz');
  });

  it('leaves an NPZ, and what is no archive, as they are', async () => {
    const npz = memorySource('a.npz', zipSync({ 'x.npy': noise(10) }));
    const renamed = memorySource('a.dat', zipSync({ 'x.npy': noise(10) }));
    const cloud = memorySource('a.xyz', '1 2 3\n'.repeat(9));
    expect(await unpackArchives([npz, renamed, cloud])).toEqual([npz, renamed, cloud]);
  });

  it('reads behind something in front of the archive', async () => {
    const packed = Uint8Array.of(80, 75, 3, 4, ...noise(96), ...zipSync({ 'a.xyz': strToU8('1 2 3\n') }));
    const [file] = await unpack('a.zip', packed);
    expect(text(await file!.read(0, 100))).toBe('1 2 3\n');
  });

  it('takes zip64 sizes from the directory', async () => {
    const content = strToU8('1 2 3\n');
    const [entry] = await readZipDirectory(memorySource('a.zip', zip64(content)));
    expect(entry).toMatchObject({ name: 'a.xyz', bytes: 6, packedBytes: 6, offset: 0 });
    expect(text(await (await unpack('a.zip', zip64(content)))[0]!.read(0, 9))).toBe('1 2 3\n');
  });

  it.each<[string, (zip: Uint8Array, directory: number) => void, RegExp]>([
    ['encrypted', (zip, at) => void (zip[at + 8]! |= 1), /encrypted/],
    ['packed by another method', (zip, at) => void (zip[at + 10] = 14), /method 14/],
    ['longer than deflate can make it', (zip, at) => void zip.set([255, 255, 255, 0], at + 24), /impossible/],
  ])('refuses what is %s, and takes the rest', async (_, damage, message) => {
    const one = zipSync({ 'a.xyz': strToU8('1 2 3\n'.repeat(99)) });
    damage(one, directoryOf(one));
    await expect(unpack('a.zip', one)).rejects.toThrow(message);
    await expect(unpack('a.zip', one)).rejects.toMatchObject({ code: 'FORMAT_FIELD', context: { file: 'a.xyz' } });
    const two = zipSync({ 'a.xyz': strToU8('1 2 3\n'.repeat(99)), 'b.xyz': strToU8('1 2 3\n') });
    damage(two, directoryOf(two));
    const diagnostics = new Diagnostics();
    expect((await unpack('a.zip', two, diagnostics)).map(({ name }) => name)).toEqual(['b.xyz']);
    expect(diagnostics.list[0]).toMatchObject({ code: 'ARCHIVE_ENTRY_LEFT_OUT', count: 1 });
  });

  it('refuses overlapping entries and totals that only a bomb has', async () => {
    const zip = zipSync({ 'a.xyz': noise(900), 'b.xyz': noise(900) }, { level: 0 });
    const second = directoryOf(zip) + 46 + 5;
    zip.set([0, 0, 0, 0], second + 42);
    await expect(unpack('a.zip', zip)).rejects.toThrow(/reaches into/);
    const bomb = zipSync({ 'a.bin': noise(100_000) });
    new DataView(bomb.buffer).setUint32(directoryOf(bomb) + 24, 100_000_000, true);
    await expect(unpack('a.zip', bomb)).rejects.toBeInstanceOf(LimitError);
  });

  it('tells damage when an entry is read, and lets the others be read', async () => {
    const zip = zipSync({ 'a.xyz': strToU8(`${'1 2 3\n'.repeat(300)}7`), 'b.xyz': strToU8('4 5 6\n') });
    const packedByte = 30 + 5 + 6;
    zip[packedByte]! ^= 0x10;
    const [a, b] = await unpack('a.zip', zip);
    await expect(a!.read(0, 2000)).rejects.toBeInstanceOf(FormatError);
    expect(text(await b!.read(0, 9))).toBe('4 5 6\n');
  });

  it('refuses every truncation', async () => {
    const zip = zipSync({ 'a.xyz': strToU8('1 2 3\n') });
    for (let end = 18; end < zip.length; end++) {
      await expect(unpack('a.zip', zip.slice(0, end)), `cut at ${end}`).rejects.toBeInstanceOf(FormatError);
    }
  });

  it('reads no more of a large entry than its head asks for', async () => {
    const content = noise(1_000_000);
    let bytesRead = 0;
    const zip = memorySource('a.zip', zipSync({ 'a.bin': content }));
    const counted = {
      ...zip,
      read: async (start: number, end: number) => {
        const bytes = await zip.read(start, end);
        bytesRead += bytes.length;
        return bytes;
      },
    };
    const [file] = await unpackArchives([counted]);
    bytesRead = 0;
    expect(await file!.read(0, 4096)).toEqual(content.subarray(0, 4096));
    expect(bytesRead).toBeLessThan(200_000);
  });

  it('unpacks a real cloud', async () => {
    const ply = sharedBytes('ply/bunny.ply');
    const [file] = await unpack('bunny.zip', zipSync({ 'bunny.ply': ply }));
    expect(areSame(await file!.read(0, ply.length), ply)).toBe(true);
  });
});

function directoryOf(zip: Uint8Array): number {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  return view.getUint32(zip.length - 22 + 16, true);
}

/** One stored entry as numpy writes it: sizes unknown in 32 bits, given in the zip64 field; zip64 end records. */
function zip64(content: Uint8Array): Uint8Array {
  const plain = zipSync({ 'a.xyz': content }, { level: 0 });
  const directory = directoryOf(plain);
  const source = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  const local = plain.slice(0, directory);
  new DataView(local.buffer).setUint32(18, 0xffffffff, true);
  new DataView(local.buffer).setUint32(22, 0xffffffff, true);
  const entry = new Uint8Array(46 + 5 + 20);
  entry.set(plain.subarray(directory, directory + 51));
  const view = new DataView(entry.buffer);
  view.setUint32(20, 0xffffffff, true);
  view.setUint32(24, 0xffffffff, true);
  view.setUint16(30, 20, true);
  view.setUint16(51, 1, true);
  view.setUint16(53, 16, true);
  view.setBigUint64(55, BigInt(source.getUint32(directory + 24, true)), true);
  view.setBigUint64(63, BigInt(source.getUint32(directory + 20, true)), true);
  const end64 = new DataView(new ArrayBuffer(56 + 20 + 22));
  end64.setUint32(0, 0x06064b50, true);
  end64.setBigUint64(32, 1n, true);
  end64.setBigUint64(40, BigInt(entry.length), true);
  end64.setBigUint64(48, BigInt(local.length), true);
  end64.setUint32(56, 0x07064b50, true);
  end64.setBigUint64(64, BigInt(local.length + entry.length), true);
  end64.setUint32(76, 0x06054b50, true);
  end64.setUint16(86, 0xffff, true);
  end64.setUint32(88, 0xffffffff, true);
  end64.setUint32(92, 0xffffffff, true);
  return Uint8Array.of(...local, ...entry, ...new Uint8Array(end64.buffer));
}

describe('marked text', () => {
  const table = 'Höhe;x;y\r\n1,5;2;3\r\n';
  const pairs = (isBig: boolean) =>
    Uint8Array.from(
      Array.from(`\ufeff${table}`, (c) => {
        const [high, low] = [c.charCodeAt(0) >> 8, c.charCodeAt(0) & 255];
        return isBig ? [high, low] : [low, high];
      }).flat(),
    );
  const utf8 = strToU8(`\ufeff${table}`);

  it.each([
    ['UTF-16, little end first', pairs(false)],
    ['UTF-16, big end first', pairs(true)],
    ['UTF-8', utf8],
    ['packed', gzipSync(pairs(false))],
    ['in an archive', zipSync({ 'a.csv': pairs(false) })],
  ])('%s: is decoded, and the mark goes', async (_, bytes) => {
    const [file] = await unpack('a.csv', bytes);
    expect(text(await file!.read(0, file!.size))).toBe(table);
    expect(text(await file!.read(6, 10))).toBe(text(strToU8(table).subarray(6, 10)));
  });

  it('decodes characters across the pieces that are read', async () => {
    const letters = `x;y;z\r\n${'ä1;2;3 🛰\r\n'.repeat(60_000)}`;
    const long = new Uint8Array(Buffer.from(`\ufeff${letters}`, 'utf16le'));
    const [file] = await unpack('a.csv', long);
    expect(text(await file!.read(0, file!.size)) === letters).toBe(true);
  });

  it('leaves numbers that begin like a mark', async () => {
    const floats = Uint8Array.of(0xff, 0xfe, 0x80, 0x3f, ...new Uint8Array(44));
    const [file] = await unpack('a.bin', floats);
    expect(await file!.read(0, 4)).toEqual(floats.subarray(0, 4));
  });
});
