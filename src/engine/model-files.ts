import type { ByteSource } from '../core/index.ts';

/** A look at names alone: whether there could be a model among these files. */
export function mayHoldModels(sources: readonly Pick<ByteSource, 'name'>[]): boolean {
  return sources.some(({ name }) => isWeights(name) || isManifest(name) || isArchive(name));
}

export function isManifest(name: string): boolean {
  return name.toLowerCase() === 'model.json';
}

export function isWeights(name: string): boolean {
  return /\.safetensors$/i.test(name);
}

export function isArchive(name: string): boolean {
  return /\.zip$/i.test(name);
}
