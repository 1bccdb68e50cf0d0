import type { Vec3 } from '../core/index.ts';

/** A place elsewhere that the network sees nearly as the picked point. */
export interface SimilarPlace {
  readonly point: number;
  /** Cosine of the angle between the features, −1 to 1. */
  readonly similarity: number;
  readonly className: string;
}

/** The voxel over the picked point at one level of the pyramid. */
export interface WhyLevel {
  readonly center: Vec3;
  readonly sizeM: number;
  /** Middles of the occupied voxels that touch it, [x, y, z] each. */
  readonly neighbours: readonly number[];
}

/** What the answer lost when parts of the surroundings were taken away. */
export interface Saliency {
  readonly point: number;
  readonly className: string;
  /** Probability of the class with everything there, 0–1. */
  readonly whole: number;
  readonly cells: number;
  /** What it fell by at most, and how far away that part is. */
  readonly mostLost: number;
  readonly mostDistanceM: number;
}

export interface WhySlice {
  /** The point that the rest is about. */
  readonly point?: number | undefined;
  readonly isWorking: boolean;
  readonly similar?: readonly SimilarPlace[] | undefined;
  /** Finest first. */
  readonly levels?: readonly WhyLevel[] | undefined;
  /** Level that is drawn. */
  readonly drawnLevel?: number | undefined;
  readonly saliency?: Saliency | undefined;
  readonly hasFeatureColors: boolean;
}

export interface WhyState {
  readonly why: WhySlice;
}

export interface WhyActions {
  /** Finds places like the selected point, and the voxels over it. */
  askWhy(): Promise<void>;
  /** Lights up what looks like the point to the network; again puts it out. */
  showSimilar(): void;
  /** Draws the voxel of a level and those that touch it; the same again takes them away. */
  drawLevel(level: number): void;
  flyToPoint(point: number): void;
  /** Hides parts of the surroundings one by one and tells which moved the answer. */
  findSaliency(): Promise<void>;
  /** Colours by the network's features. */
  showFeatureColors(): Promise<void>;
}

export const FIRST_WHY: WhyState = { why: { isWorking: false, hasFeatureColors: false } };
