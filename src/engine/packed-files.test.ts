import { expect, it } from 'vitest';
import { LimitError } from '../core/index.ts';
import { writeZip } from '../formats/index.ts';
import { source } from './model.fixture.ts';
import { packedFiles } from './packed-files.ts';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

it('gives what is in an archive, and a file that is none as it is', async () => {
  const zip = writeZip([
    { name: 'finds.json', bytes: text('{}') },
    { name: 'pictures/001.png', bytes: text('picture') },
  ]);
  const files = await packedFiles([source('a.zip', zip)], {});
  expect(files.map(({ name }) => name.replace(/^.*?(?=finds|pictures)/, ''))).toEqual([
    'finds.json',
    'pictures/001.png',
  ]);
  expect(new TextDecoder().decode(files[1]?.bytes)).toBe('picture');
  const [plain] = await packedFiles([source('a.json', '{"finds":[]}')], {});
  expect(plain).toEqual({ name: 'a.json', bytes: text('{"finds":[]}') });
});

it('refuses what is too large for a list before it reads it', async () => {
  let reads = 0;
  const large = {
    ...source('cloud.bin', 'abcd'),
    size: 1 << 30,
    read: async () => {
      reads++;
      return new Uint8Array(4);
    },
  };
  await expect(packedFiles([large], {})).rejects.toThrow(LimitError);
  expect(reads).toBeLessThan(2);
});
