import type { Domain } from '../core/index.ts';

/**
 * What happens to a crop before the network sees it. Chances are shares of the crops; a chance or spread of 0 switches its part off.
 * Sources: TF 3D section 4, synth2real 5.5.
 */
export interface Augmentation {
  /** Uniform scale, [least, most]. */
  readonly scale: readonly [number, number];
  /** Scale of z beside that, [least, most]. */
  readonly scaleZ: readonly [number, number];
  /** Spread (σ) of what is added to each horizontal entry of the linear map: stretches and shears. */
  readonly stretch: number;
  /** Largest tilt about x and about y, degrees. */
  readonly tiltDeg: number;
  /** Spread (σ) of the noise on each coordinate, metres. */
  readonly jitterM: number;
  /** Chance of a random drop of points, which keeps a share of at least `keepLeast`. */
  readonly drop: number;
  readonly keepLeast: number;
  /** Chance that whole beams go, a half or three quarters of them. */
  readonly beamDrop: number;
  /** Chance that far points are thinned more than near ones. */
  readonly rangeThinning: number;
  /** Chance that some sectors about the sensor are thinned. */
  readonly sectorThinning: number;
  /** Chance that one to three spheres of 0.3–1 m are cut out. */
  readonly cutOut: number;
  /** Chance that objects of rare classes are taken over from another scene, at most `pasteMost`. */
  readonly paste: number;
  readonly pasteMost: number;
  /** Chance that another scene's crop is laid over this one (Mix3D). */
  readonly overlay: number;
  /** Share of the run after which nothing is taken over or laid over: the end is learned from scenes as they are. */
  readonly mixUntil: number;
  /** Chance that a crop has no heights: a ground estimate that fails must not be fatal. */
  readonly heightDrop: number;
  /** Spread (σ) of the error of the ground, metres. */
  readonly heightNoiseM: number;
  /** Chance that a crop has no colours, and that it has no intensities: half of the clouds that people have are without. */
  readonly looksDrop: number;
}

const OUTDOOR: Augmentation = {
  scale: [0.93, 1.07],
  scaleZ: [0.97, 1.03],
  stretch: 0,
  tiltDeg: 2,
  jitterM: 0.01,
  drop: 0.4,
  keepLeast: 0.5,
  beamDrop: 0.25,
  rangeThinning: 0.15,
  sectorThinning: 0.2,
  cutOut: 0,
  paste: 0.4,
  pasteMost: 8,
  overlay: 0,
  mixUntil: 0.8,
  heightDrop: 0.2,
  heightNoiseM: 0.04,
  looksDrop: 0.5,
};

const INDOOR: Augmentation = {
  scale: [0.87, 1.13],
  scaleZ: [0.95, 1.05],
  stretch: 0.05,
  tiltDeg: 2.8,
  jitterM: 0.004,
  drop: 0.5,
  keepLeast: 0.4,
  beamDrop: 0,
  rangeThinning: 0,
  sectorThinning: 0,
  cutOut: 0.4,
  paste: 0,
  pasteMost: 0,
  overlay: 0.2,
  mixUntil: 0.8,
  heightDrop: 0.2,
  heightNoiseM: 0.04,
  looksDrop: 0.5,
};

/** @param progress share of the run that is done. */
export function augmentationAt(options: Augmentation, progress: number): Augmentation {
  return progress < options.mixUntil ? options : { ...options, paste: 0, overlay: 0 };
}

/** What a domain's crops go through unless the config says otherwise. */
export function augmentationOf(domain: Domain, changes: Partial<Augmentation> = {}): Augmentation {
  return { ...(domain === 'outdoor' ? OUTDOOR : INDOOR), ...changes };
}
