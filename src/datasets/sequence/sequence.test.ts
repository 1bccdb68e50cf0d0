import { describe, expect, it } from 'vitest';
import type { ByteSource, Scene } from '../../core/index.ts';
import { writeTfRecord } from '../../formats/tfrecord/write.ts';
import { fromBytes } from '../../sources/index.ts';
import { openScenes, type SceneSet } from '../index.ts';
import { accumulate, framesAround } from './accumulate.ts';
import { FrameCache } from './frame-cache.ts';
import { FrameReader } from './frame-reader.ts';
import { contentKey, FrameFiles } from './frame-shelf.ts';
import { packScene, unpackScene } from './pack-scene.ts';

function scene(index: number, points = 10, extra: Partial<Scene> = {}): Scene {
  return {
    cloud: {
      name: `frame ${index}`,
      format: 'ply',
      count: points,
      origin: [0, 0, 0],
      positions: new Float32Array(points * 3).fill(index),
      attributes: [{ name: 'intensity', components: 1, values: new Uint8Array(points).fill(index) }],
    },
    dataset: 'file',
    frame: { index, count: 100 },
    diagnostics: [],
    ...extra,
  };
}

/** A set that says what was decoded, and may be held back. */
function sequence(frameCount: number) {
  const begun: number[] = [];
  const stopped: number[] = [];
  let gate: Promise<void> | undefined;
  const set: SceneSet = {
    dataset: 'file',
    title: 'a sequence',
    frameCount,
    frameNames: [],
    diagnostics: [],
    load: async (frame, options) => {
      begun.push(frame);
      options?.signal?.addEventListener('abort', () => stopped.push(frame));
      await gate;
      options?.signal?.throwIfAborted();
      return scene(frame);
    },
  };
  const hold = (): (() => void) => {
    let open = (): void => undefined;
    gate = new Promise((resolve) => {
      open = () => {
        gate = undefined;
        resolve();
      };
    });
    return () => open();
  };
  return { set, begun, stopped, hold };
}

/** Until everything that can go on has gone on. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const OPTIONS = { memoryBytes: 1 << 20, ahead: 3 };

describe('FrameReader', () => {
  it('decodes the next frames ahead, and hands them out without decoding them again', async () => {
    const { set, begun } = sequence(10);
    const reader = new FrameReader(set, OPTIONS);
    await reader.load(2);
    reader.readAhead();
    await settle();
    expect(begun).toEqual([2, 3, 4, 5]);
    expect((await reader.load(3)).frame.index).toBe(3);
    reader.readAhead();
    await settle();
    expect(begun).toEqual([2, 3, 4, 5, 6]);
  });

  it('goes backwards with the person, and never beyond the ends', async () => {
    const { set, begun } = sequence(10);
    const reader = new FrameReader(set, OPTIONS);
    await reader.load(3);
    await reader.load(2);
    reader.readAhead();
    await settle();
    expect(begun).toEqual([3, 2, 1, 0]);
    await reader.load(9);
    reader.readAhead();
    await settle();
    expect(begun).toEqual([3, 2, 1, 0, 9]);
  });

  it('a jump stops what is being decoded ahead; the frame under way is waited for', async () => {
    const { set, begun, stopped, hold } = sequence(100);
    const reader = new FrameReader(set, OPTIONS);
    await reader.load(0);
    const release = hold();
    reader.readAhead();
    await settle();
    const next = reader.load(1);
    release();
    expect((await next).frame.index).toBe(1);
    expect(begun).toEqual([0, 1]);
    const again = hold();
    reader.readAhead();
    await settle();
    const jump = reader.load(50);
    again();
    expect((await jump).frame.index).toBe(50);
    await settle();
    expect([begun, stopped]).toEqual([[0, 1, 2, 50], [2]]);
  });

  it('lets the longest unused frames go, and decodes them again', async () => {
    const { set, begun } = sequence(10);
    const reader = new FrameReader(set, { memoryBytes: 3 * (10 * 12 + 10), ahead: 0 });
    for (const frame of [0, 1, 2, 0, 3, 0, 1]) await reader.load(frame);
    expect(begun).toEqual([0, 1, 2, 3, 1]);
  });

  it('stops when cancelled, and tells the error of a frame to whoever asks for it', async () => {
    const { set } = sequence(5);
    const failing: SceneSet = {
      ...set,
      load: (frame, options) => (frame === 1 ? Promise.reject(new RangeError('broken')) : set.load(frame, options)),
    };
    const reader = new FrameReader(failing, OPTIONS);
    await expect(reader.load(0, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
    await reader.load(0);
    reader.readAhead();
    await settle();
    await expect(reader.load(1)).rejects.toThrow('broken');
    expect((await reader.load(2)).frame.index).toBe(2);
  });
});

describe('FrameCache', () => {
  it('counts bytes, and keeps nothing larger than itself', () => {
    const cache = new FrameCache(1000);
    cache.put(0, scene(0));
    cache.put(0, scene(0));
    expect(cache.bytes).toBe(130);
    cache.put(1, scene(1, 1000));
    expect([cache.has(1), cache.bytes]).toEqual([false, 130]);
  });
});

/** The part of a private folder that frames are kept in. */
function folder() {
  const files = new Map<string, { bytes: Uint8Array; lastModified: number }>();
  let clock = 0;
  const handle = (name: string) => ({
    kind: 'file',
    getFile: async () => {
      const file = files.get(name)!;
      return {
        size: file.bytes.length,
        lastModified: file.lastModified,
        arrayBuffer: async () => file.bytes.slice().buffer,
      };
    },
    createWritable: async () => ({
      write: async (bytes: Uint8Array) => void files.set(name, { bytes: bytes.slice(), lastModified: ++clock }),
      close: async () => undefined,
    }),
  });
  const directory = {
    getFileHandle: async (name: string, options?: { create?: boolean }) => {
      if (!files.has(name) && !options?.create) throw new Error('NotFoundError');
      return handle(name);
    },
    removeEntry: async (name: string) => void files.delete(name),
    entries: async function* () {
      for (const name of [...files.keys()]) yield [name, handle(name)];
    },
  };
  return { files, open: async () => directory as unknown as FileSystemDirectoryHandle };
}

describe('FrameFiles', () => {
  it('keeps slow frames: the next visit reads them instead of decoding', async () => {
    const { files, open } = folder();
    let clock = 0;
    const visit = () => {
      const { set, begun } = sequence(5);
      const slow: SceneSet = {
        ...set,
        load: (frame, options) => {
          clock += frame === 1 ? 100 : 1;
          return set.load(frame, options);
        },
      };
      const shelf = new FrameFiles(open, 1 << 20).shelf('key');
      return { begun, reader: new FrameReader(slow, { memoryBytes: 0, ahead: 0, shelf, now: () => clock }) };
    };
    const first = visit();
    await first.reader.load(0);
    await first.reader.load(1);
    await settle();
    expect([...files.keys()]).toEqual(['key-1']);
    const second = visit();
    expect(await second.reader.load(1)).toEqual(scene(1));
    expect(second.begun).toEqual([]);
  });

  it('makes room by age, refuses what is too large, and clears', async () => {
    const { files, open } = folder();
    const size = packScene(scene(0)).length;
    const kept = new FrameFiles(open, size * 4.5);
    const shelf = kept.shelf('a');
    for (let frame = 0; frame < 6; frame++) await shelf.put(frame, scene(frame));
    await shelf.put(9, scene(9, 5000));
    expect([...files.keys()]).toEqual(['a-2', 'a-3', 'a-4', 'a-5']);
    expect(await kept.bytes()).toBe(size * 4);
    await kept.clear();
    expect([files.size, await kept.bytes(), await shelf.get(2)]).toEqual([0, 0, undefined]);
  });

  it('lives without private files, and without what was cut short', async () => {
    const none = new FrameFiles(() => Promise.reject(new Error('SecurityError')), 1000).shelf('a');
    await none.put(0, scene(0));
    expect(await none.get(0)).toBeUndefined();
    const bytes = packScene(scene(3, 7, { worldFromFrame: [1, 2, 3] }));
    expect(unpackScene(bytes)).toEqual(scene(3, 7, { worldFromFrame: [1, 2, 3] }));
    for (const length of [0, 8, 15, 16, 100, bytes.length - 1])
      expect(unpackScene(bytes.slice(0, length))).toBeUndefined();
    const other = bytes.slice();
    other[4] = 99;
    expect(unpackScene(other)).toBeUndefined();
  });

  it('names a set by its content and by how it is read', async () => {
    const source = (byte: number) => fromBytes('a.bin', new Uint8Array(20_000).fill(byte), 'd/a.bin');
    const key = await contentKey([source(1)], undefined);
    expect(key).toMatch(/^[0-9a-f]{24}$/);
    expect(await contentKey([source(1)], {})).toBe(key);
    expect(await contentKey([source(2)], undefined)).not.toBe(key);
    expect(await contentKey([source(1)], { up: 'y' })).not.toBe(key);
    expect(await contentKey([source(1), source(1)], undefined)).not.toBe(key);
  });
});

describe('accumulate', () => {
  const pose = (x: number, yaw: number) => {
    const [c, s] = [Math.cos(yaw), Math.sin(yaw)];
    return [c, -s, 0, x, s, c, 0, 20_000, 0, 0, 1, 0, 0, 0, 0, 1];
  };
  const at = (index: number, point: readonly number[], world: readonly number[]): Scene => {
    const plain = scene(index, 1, { worldFromFrame: world });
    return { ...plain, cloud: { ...plain.cloud, origin: [1, 0, 0], positions: Float32Array.from(point) } };
  };

  it('puts points of other frames where they are in the world', () => {
    // A lamp stands still at (30 010, 20 000): 10 m ahead, then 8 m ahead, then to the right of a car that turned left.
    const here = at(5, [9, 0, 0], pose(30_000, 0));
    const later = at(6, [7, 0, 0], pose(30_002, 0));
    const turned = at(4, [-1, -10, 0], pose(30_000, Math.PI / 2));
    const cloud = accumulate(here, [turned, later], 1000)!;
    expect([cloud.count, cloud.origin]).toEqual([2, [1, 0, 0]]);
    expect([...cloud.positions]).toEqual([9, 0, 0, 9, 0, 0].map((value) => expect.closeTo(value, 3)));
    expect([...cloud.attributes[0]!.values]).toEqual([-1, 1]);
    expect([...cloud.attributes[1]!.values]).toEqual([4, 6]);
  });

  it('thins to the cap, and leaves out what has no pose', () => {
    const here = scene(5, 10, { worldFromFrame: pose(0, 0) });
    const others = [4, 6, 7].map((index) => scene(index, 1000, index === 7 ? {} : { worldFromFrame: pose(0, 0) }));
    const cloud = accumulate(here, others, 500)!;
    expect(cloud.count).toBe(500);
    expect(new Set(cloud.attributes[0]!.values)).toEqual(new Set([-1, 1]));
    expect(accumulate(scene(5), others, 500)).toBeUndefined();
    expect(accumulate(here, [scene(6)], 500)).toBeUndefined();
  });

  it('asks for the nearest frames first, within the sequence', () => {
    expect(framesAround(1, 4, { past: 3, future: 3, maxPoints: 1 })).toEqual([0, 2, 3]);
    expect(framesAround(5, 10, { past: 2, future: 0, maxPoints: 1 })).toEqual([4, 3]);
  });
});

describe('a large file', () => {
  it('a TFRecord of a gigabyte is indexed by its headers, and a frame read by its own bytes', async () => {
    const empty = writeTfRecord(new Uint8Array(0));
    const header = (length: number): Uint8Array => {
      // Length and its checksum come from a real record; the payload is never read.
      const record = writeTfRecord(new Uint8Array(length));
      return record.slice(0, 12);
    };
    const payload = 5 << 20;
    const head = header(payload);
    const records = 205;
    const stride = payload + 16;
    const size = records * stride;
    let [read, reads] = [0, 0];
    const source: ByteSource = {
      name: 'segment.tfrecord',
      path: 'segment.tfrecord',
      size,
      read: async (start, end) => {
        const bytes = new Uint8Array(Math.max(0, Math.min(size, end) - start));
        read += bytes.length;
        reads++;
        for (let i = 0; i < bytes.length; i++) {
          const within = (start + i) % stride;
          if (within < 12) bytes[i] = head[within]!;
        }
        return bytes;
      },
    };
    expect(size).toBeGreaterThan(2 ** 30);
    expect(empty).toHaveLength(16);
    const set = await openScenes([source]);
    expect(set.frameCount).toBe(records);
    expect(read).toBeLessThan(32 * 1024);
    expect(reads).toBeLessThan(2 * records);
    read = 0;
    // Its payload is no frame: it is read whole, and nothing else is.
    await expect(set.load(100)).rejects.toMatchObject({ name: 'FormatError' });
    expect(read).toBeLessThanOrEqual(payload + 64);
  });

  it.each(['kitti-odometry', 'nuscenes-like'])(
    'a folder of thousands of sweeps (%s) is opened by their heads',
    async (kind) => {
      let read = 0;
      const values = new Float32Array(64 * 4);
      for (let row = 0; row < 64; row++) values.set([row, -row / 2, 1 + (row % 5) / 3, (row % 10) / 16], row * 4);
      const head = new Uint8Array(values.buffer);
      const size = 2 << 20;
      const sources = Array.from({ length: 1000 }, (_, i): ByteSource => {
        const name = `${String(i).padStart(6, '0')}.bin`;
        return {
          name,
          path: kind === 'kitti-odometry' ? `d/sequences/00/velodyne/${name}` : `d/LIDAR_TOP/${name}`,
          size,
          read: async (start, end) => {
            const bytes = new Uint8Array(Math.max(0, Math.min(size, end) - start));
            for (let at = 0; at < bytes.length; at++) bytes[at] = head[(start + at) % head.length]!;
            read += bytes.length;
            return bytes;
          },
        };
      });
      const set = await openScenes(sources);
      expect(set.frameCount).toBe(1000);
      // A few of a drive's sweeps speak for all of them.
      expect(read).toBeLessThan(1 << 20);
    },
  );
});
