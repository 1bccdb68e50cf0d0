import type { LabelSet } from '../core/index.ts';
import { synthesizeRoom, synthesizeStreet } from '../synthesis/index.ts';
import type { TrainingConfig } from './config.ts';
import { prepareScene, type TrainingScene } from './training-scene.ts';

/** Scenes whose labels decide the class weights. */
const WEIGHT_SCENES = 24;

/** Generated scenes by seed, made on first use and kept: a scene takes as long to make as a training step. */
export class SceneStore {
  private readonly config: TrainingConfig;
  private readonly scenes = new Map<number, TrainingScene>();

  constructor(config: TrainingConfig) {
    this.config = config;
  }

  /** How many scenes a step may draw from: the set grows by one every other step, so that a run starts at once. A function of the step alone. */
  available(step: number): number {
    return Math.min(this.config.scenes, WEIGHT_SCENES + (step >> 1));
  }

  get(seed: number): TrainingScene {
    let scene = this.scenes.get(seed);
    if (!scene) {
      const { domain, groundCellM, features } = this.config.model;
      scene = prepareScene(domain === 'indoor' ? synthesizeRoom(seed) : synthesizeStreet(seed), groundCellM, features);
      this.scenes.set(seed, scene);
    }
    return scene;
  }

  /** 1/√frequency over the first scenes, scaled to mean 1 over points and clipped to [0.3, 4] (synth2real 4.4). */
  classWeights(labels: LabelSet): Float32Array {
    const counts = new Float64Array(labels.classes.length);
    for (let seed = 0; seed < Math.min(WEIGHT_SCENES, this.config.scenes); seed++) {
      for (const [label, points] of this.get(seed).byClass) counts[label]! += points.length;
    }
    const total = counts.reduce((sum, count) => sum + count, 0);
    const raw = counts.map((count) => 1 / Math.sqrt(Math.max(count, 1) / total));
    const mean = raw.reduce((sum, weight, c) => sum + weight * (counts[c]! / total), 0);
    return Float32Array.from(raw, (weight) => Math.min(Math.max(weight / mean, 0.3), 4));
  }
}
