import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource, sharedBytes, sharedSource } from '../shared-data.fixture.ts';
import { crc32c, maskedCrc32c } from './crc32c.ts';
import { indexTfRecords, readTfRecord } from './records.ts';

function record(payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(16 + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, payload.length, true);
  view.setUint32(8, maskedCrc32c(bytes.subarray(0, 8)), true);
  bytes.set(payload, 12);
  view.setUint32(12 + payload.length, maskedCrc32c(payload), true);
  return bytes;
}

describe('crc32c', () => {
  it('has the check value', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(0))).toBe(0);
  });
});

describe('TFRecord', () => {
  it('indexes real files and verifies their payloads', async () => {
    for (const [file, count] of [
      ['waymo/mmdet3d_val_metadata_only.tfrecord', 1],
      ['waymo/pvps_data_one_frame.tfrecord', 1],
      ['waymo/semisynthetic/sf_2frames.tfrecord', 2],
    ] as const) {
      const source = sharedSource(file);
      const records = await indexTfRecords(source);
      expect(records).toHaveLength(count);
      for (const entry of records) expect(await readTfRecord(source, entry)).toHaveLength(entry.byteLength);
    }
  });

  it('reads 12 bytes a record when indexing', async () => {
    const source = sharedSource('waymo/semisynthetic/sf_2frames.tfrecord');
    let bytesRead = 0;
    const counted = {
      ...source,
      read: (start: number, end: number) => {
        bytesRead += end - start;
        return source.read(start, end);
      },
    };
    await indexTfRecords(counted);
    expect(bytesRead).toBe(24);
  });

  it('gives back what was framed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 6 }), async (payloads) => {
        const source = memorySource('a', new Uint8Array(payloads.flatMap((payload) => [...record(payload)])));
        const records = await indexTfRecords(source);
        expect(await Promise.all(records.map((entry) => readTfRecord(source, entry)))).toEqual(payloads);
      }),
    );
  });

  it('names the byte where a cut or damaged file breaks', async () => {
    const bytes = sharedBytes('waymo/mmdet3d_val_metadata_only.tfrecord');
    for (let end = 1; end < bytes.length; end += end < 40 ? 1 : 97) {
      const indexing = indexTfRecords(memorySource('cut', bytes.subarray(0, end)));
      await expect(indexing, `cut at ${end}`).rejects.toMatchObject({
        code: 'FORMAT_TRUNCATED',
        context: { byteOffset: 0 },
      });
    }
    for (const at of [0, 5, 9]) {
      const flipped = bytes.slice();
      flipped[at]! ^= 1;
      await expect(indexTfRecords(memorySource('bad', flipped))).rejects.toMatchObject({ code: 'FORMAT_CHECKSUM' });
    }
    const flipped = bytes.slice();
    flipped[3000]! ^= 4;
    const source = memorySource('bad', flipped);
    const [first] = await indexTfRecords(source);
    await expect(readTfRecord(source, first!)).rejects.toMatchObject({
      code: 'FORMAT_CHECKSUM',
      context: { byteOffset: 12, field: 'payload' },
    });
    await expect(indexTfRecords(memorySource('empty', ''))).rejects.toMatchObject({ code: 'FORMAT_EMPTY' });
  });
});
