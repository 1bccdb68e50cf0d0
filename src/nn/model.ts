import type { Domain, InputFeature } from '../core/index.ts';
import type { NetworkConfig } from './config.ts';

/**
 * What the box code's last two columns say: cosine and sine of the yaw (TF 3D), or of twice the yaw. An axis has no front, so that the two
 * ends of a car do not pull a network's answer apart (docs/decisions/0010).
 */
export type BoxHeading = 'direction' | 'axis';

/** `public/models/<name>/model.json`: everything about a model but its weights. */
export interface ModelManifest {
  readonly name: string;
  readonly title: string;
  readonly domain: Domain;
  /** Name in core's `LABEL_SETS`; the semantic head has one output a class, the box head one a thing class plus background. */
  readonly labelSet: string;
  /** For each output of the semantic head its class in the label set, −1 for none. Default: the outputs are the label set. */
  readonly outputClasses?: readonly number[];
  readonly voxelSizeM: number;
  /** Side of the square ground cells, metres; 0 takes one floor for the whole scene. */
  readonly groundCellM: number;
  readonly network: NetworkConfig;
  /** What a network of other origin is fed with, in the order of its input channels. Default: the eight of `VOXEL_CHANNELS`. */
  readonly features?: readonly InputFeature[];
  /** Default: direction. */
  readonly boxHeading?: BoxHeading;
  /** How many times a careful answer looks (`UnderstandOptions.looks`): what the model's published scores were measured with. Default 1. */
  readonly looks?: number;
  readonly license: string;
  readonly trainedSteps: number;
}
