import type { Domain } from '../core/index.ts';
import type { NetworkConfig } from './config.ts';

/** `public/models/<name>/model.json`: everything about a model but its weights. */
export interface ModelManifest {
  readonly name: string;
  readonly title: string;
  readonly domain: Domain;
  /** Name in core's `LABEL_SETS`; the semantic head has one output a class, the box head one a thing class plus background. */
  readonly labelSet: string;
  readonly voxelSizeM: number;
  /** Side of the square ground cells, metres; 0 takes one floor for the whole scene. */
  readonly groundCellM: number;
  readonly network: NetworkConfig;
  readonly license: string;
  readonly trainedSteps: number;
}
