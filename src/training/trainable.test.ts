import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../core/index.ts';
import { buildGraph, type ModelManifest, type NetworkConfig } from '../nn/index.ts';
import { requireTrainable } from './trainable.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

test.each(['indoor', 'outdoor'])('the shipped %s network can be trained', (name) => {
  const text = fs.readFileSync(path.join(ROOT, 'public/models', name, 'model.json'), 'utf8');
  const graph = buildGraph((JSON.parse(text) as ModelManifest).network);
  expect(requireTrainable(graph)).toBe(graph);
});

test.each<[string, Partial<NetworkConfig>]>([
  ['mean pooling', { pool: 'mean' }],
  ['an inverse convolution', { up: 'inverse' }],
  ['a residual block', { block: 'residual' }],
  ['the normaliser', { normaliser: true }],
  ['kernel size 5', { kernelSize: 5 }],
])('%s is refused by name, not trained wrongly', (obstacle, change) => {
  const config: NetworkConfig = {
    inputChannels: 8,
    encoder: [[8], [8]],
    decoder: [[8]],
    pool: 'max',
    heads: [],
    ...change,
  };
  expect(() => requireTrainable(buildGraph(config))).toThrow(UsageError);
  expect(() => requireTrainable(buildGraph(config))).toThrow(obstacle);
});
