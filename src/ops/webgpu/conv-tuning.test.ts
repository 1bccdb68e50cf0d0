import { expect, test } from 'vitest';
import { CONV_FAMILIES, CONV_TILES, type ConvTileName, candidateTiles, defaultTile, tileSize } from './conv-tiles.ts';
import { chooseTile, clearlyFastest, readTuning, tuningVersion } from './conv-tuning.ts';
import { TILE_ALIGN, TILE_SLOTS } from './tile-program.ts';

const GPU = candidateTiles({ isSoftware: false, lanes: undefined });

test('every variant fits programs, limits and registers', () => {
  for (const [name, tile] of Object.entries(CONV_TILES)) {
    const { rows, fours } = tileSize(tile);
    expect(rows % TILE_SLOTS, name).toBe(0);
    expect(TILE_ALIGN % rows, name).toBe(0);
    expect(tile.down * tile.across, name).toBeLessThanOrEqual(256);
    // input_tile and weight_tile of conv_tile.wgsl
    if (tile.kind === 'tile') expect((rows * 5 + 16 * fours) * 16, name).toBeLessThanOrEqual(16_384);
    if (tile.kind === 'lanes') expect(tile.columns * 4, `${name}: one load a lane`).toBe(tile.down);
  }
});

test('without a measurement the tile follows the channels and the rows', () => {
  const choose = (rows: number, outFours: number) => defaultTile({ rows, inFours: outFours, outFours }, GPU);
  expect(choose(120_000, 16)).toBe('wide');
  expect(choose(120_000, 12)).toBe('twelve');
  expect(choose(120_000, 8)).toBe('tall');
  expect(choose(120_000, 4)).toBe('narrow');
  expect(choose(120_000, 2)).toBe('thin');
  expect(choose(1100, 20)).toBe('small');
  expect(tileSize(CONV_TILES[choose(600, 24)]).rows).toBeLessThanOrEqual(64);
});

test('an emulated GPU gets broadcasts where its subgroups have a fixed size, else registers', () => {
  expect(candidateTiles({ isSoftware: true, lanes: 8 })).toEqual(['lanes8']);
  expect(candidateTiles({ isSoftware: true, lanes: 64 })).toEqual(['registers']);
  expect(candidateTiles({ isSoftware: true, lanes: undefined })).toEqual(['registers']);
});

test('a measurement decides where it knows the class and the device can run it', () => {
  const shape = { rows: 100_000, inFours: 8, outFours: 8 };
  expect(chooseTile(shape, { 'many 8': 'low' }, GPU)).toBe('low');
  expect(chooseTile(shape, { 'many 8': 'lanes8' }, GPU)).toBe(defaultTile(shape, GPU));
  expect(chooseTile({ ...shape, rows: 100 }, { 'many 8': 'low' }, ['tall'] as ConvTileName[])).toBe('tall');
});

test('noise does not replace the guess', () => {
  const times = new Map<ConvTileName, number>([
    ['tall', 1],
    ['low', 0.97],
    ['wide', 2],
  ]);
  expect(clearlyFastest(times, 'tall')).toBeUndefined();
  expect(clearlyFastest(times, 'wide')).toBe('low');
  expect(clearlyFastest(new Map([['tall', 0]]), 'tall')).toBeUndefined();
});

test('what was measured of other tiles or kernels is not looked at', () => {
  const before = tuningVersion();
  expect(tuningVersion()).toBe(before);
  const { wide } = CONV_TILES;
  Object.assign(CONV_TILES, { wide: { ...wide, rows: 4 } });
  expect(tuningVersion()).not.toBe(before);
  Object.assign(CONV_TILES, { wide });
  const family = CONV_FAMILIES[0];
  const { source } = family;
  Object.assign(family, { source: `${source}\n` });
  expect(tuningVersion()).not.toBe(before);
  Object.assign(family, { source });
  expect(tuningVersion()).toBe(before);
});

test('kept measurements survive other versions and damage', () => {
  expect(readTuning('{"many 8":"tall","few 4":"gone"}')).toEqual({ 'many 8': 'tall' });
  for (const text of [null, undefined, '', 'x', '3', '[]', 'null']) expect(readTuning(text)).toEqual({});
});
