import type { Domain } from '../core/index.ts';

/** `tiny` does about a quarter of the work of `full`: for phones, and for whoever would rather not wait. */
export type ModelSize = 'full' | 'tiny';

export interface ShippedModel {
  /** Folder under `public/models/`, and what `--model` takes. */
  readonly name: string;
  readonly domain: Domain;
  readonly size: ModelSize;
}

/** The models that come with the page, in the order in which they are offered. */
export const SHIPPED_MODELS: readonly ShippedModel[] = [
  { name: 'outdoor', domain: 'outdoor', size: 'full' },
  { name: 'indoor', domain: 'indoor', size: 'full' },
  { name: 'outdoor-tiny', domain: 'outdoor', size: 'tiny' },
  { name: 'indoor-tiny', domain: 'indoor', size: 'tiny' },
];

export function shippedModel(domain: Domain, size: ModelSize): ShippedModel {
  return SHIPPED_MODELS.find((model) => model.domain === domain && model.size === size)!;
}
