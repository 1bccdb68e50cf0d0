import { describe, expect, it } from 'vitest';
import { FormatError } from '../core/index.ts';
import type { Find } from './doubt-state.ts';
import { findsAsFiles, findsAsJson, readFindFiles } from './find-files.ts';

const PICTURE = `data:image/png;base64,${btoa('\u0089PNG picture')}`;
const HEAD = { scene: 'a.ply', origin: [100, 200, 0], model: 'Outdoor', weightsSha256: 'ab' } as const;
const FIND: Find = {
  id: 4,
  kind: 'wrong',
  scene: 'a.ply',
  frame: 2,
  center: [1, -2, 0.5],
  radiusM: 0.75,
  points: 31,
  said: 'chair',
  truth: 'sofa',
  confidence: 0.91,
  note: 'soft, "low"\nand wide',
  isKept: true,
  picture: PICTURE,
};
const UNSURE: Find = { ...FIND, id: 5, kind: 'unsure', truth: undefined, note: '=1+1', picture: undefined };

const ids = () => {
  let next = 10;
  return () => next++;
};
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const json = (value: unknown) => [{ name: 'x.json', bytes: new TextEncoder().encode(JSON.stringify(value)) }];

describe('lists of finds as files', () => {
  it('come back from an archive with notes and pictures, in folders too', () => {
    const files = findsAsFiles(HEAD, [FIND, UNSURE]);
    expect(files.map(({ name }) => name)).toEqual(['finds.json', 'finds.csv', 'pictures/001.png']);
    expect(text(files[2]?.bytes)).toContain('PNG picture');
    const expected = [
      { ...FIND, id: 10 },
      { ...UNSURE, id: 11 },
    ];
    expect(readFindFiles(files, ids())).toEqual(expected);
    const inFolder = files.map(({ name, bytes }) => ({ name: `a.finds/${name}`, bytes }));
    expect(readFindFiles(inFolder, ids())).toEqual(expected);
  });

  it('come back from one JSON file', () => {
    expect(readFindFiles([{ name: 'a.finds.json', bytes: findsAsJson(HEAD, [FIND]) }], ids())).toEqual([
      { ...FIND, id: 10 },
    ]);
  });

  it('have a table in true coordinates, with quoted cells and no formulas', () => {
    const [, csv] = findsAsFiles(HEAD, [FIND, UNSURE]);
    const lines = text(csv?.bytes).split('\r\n');
    expect(lines[0]).toBe('scene,frame,kind,said,truth,confidence,points,x_m,y_m,z_m,radius_m,kept,note,picture,model');
    expect(lines[1]).toBe(
      'a.ply,2,wrong,chair,sofa,0.9100,31,101.000,198.000,0.500,0.750,true,"soft, ""low""\nand wide",pictures/001.png,Outdoor',
    );
    expect(lines[2]).toContain(",'=1+1,");
  });

  const broken = (fields: Record<string, unknown>) => ({ finds: [{ ...FIND, ...fields }] });
  it.each([
    ['no list', {}, 'finds'],
    ['a number', 3, 'finds'],
    ['an entry that is none', { finds: [null] }, 'finds[0]'],
    ['an unknown kind', broken({ kind: 'nice' }), 'finds[0].kind'],
    ['half a place', broken({ center: [1, 2] }), 'finds[0].center'],
    ['a place of words', broken({ center: [1, 2, 'x'] }), 'finds[0].center'],
    ['no number of points', broken({ points: '7' }), 'finds[0].points'],
    ['a note that is no text', broken({ note: 5 }), 'finds[0].note'],
  ])('is refused with its field: %s', (_, value, field) => {
    const read = () => readFindFiles(json(value), ids());
    expect(read).toThrow(FormatError);
    expect(read).toThrow(/x\.json/);
    try {
      read();
    } catch (error) {
      expect((error as FormatError).context['field']).toBe(field);
    }
  });

  it('is refused where there is no JSON, or none that can be parsed', () => {
    expect(() => readFindFiles([{ name: 'a.png', bytes: new Uint8Array(3) }], ids())).toThrow(FormatError);
    expect(() => readFindFiles([{ name: 'a.json', bytes: new Uint8Array([123]) }], ids())).toThrow(FormatError);
  });
});
