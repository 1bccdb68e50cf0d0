import { labelSet, type Scene } from '../core/index.ts';
import { ConfusionMatrix } from '../metrics/index.ts';
import { buildNetwork, indexOptions, releaseNetwork, runNetwork, uploadNetwork, type Weights } from '../nn/index.ts';
import { type Ops, releaseIndex } from '../ops/index.ts';
import { synthesizeRoom, synthesizeStreet } from '../synthesis/index.ts';
import { cloudColumns, feedIndex, pointInput, voxelGrid } from '../voxels/index.ts';
import { HELD_OUT_SEED, type TrainingConfig } from './config.ts';

/** How well weights do on scenes that never train, over all their points. */
export interface HeldOutScore {
  readonly miou: number;
  readonly accuracy: number;
}

/** Tuning scenes: apart from the first held-out ones, which tests and reports of a finished model take. */
const FIRST_SEED = HELD_OUT_SEED + 100;
const SCENES = 4;

/** Scores weights on whole held-out scenes, as a person would run them. Draws no number that the training draws. */
export class HeldOutScorer {
  private readonly config: TrainingConfig;
  private readonly ops: Ops;
  private readonly count: number;
  private readonly scenes: Scene[] = [];

  constructor(config: TrainingConfig, ops: Ops, count = SCENES) {
    this.config = config;
    this.ops = ops;
    this.count = count;
  }

  /** @param weights as they are shipped. */
  async score(weights: Weights): Promise<HeldOutScore> {
    const { ops, config } = this;
    const { network, labelSet: labels } = config.model;
    const classes = labelSet(labels).classes.length;
    const confusion = new ConfusionMatrix(classes);
    const resident = uploadNetwork(ops, buildNetwork(network, weights));
    try {
      for (let number = 0; number < this.count; number++) {
        const scene = this.scene(number);
        confusion.add(scene.truth!.semantic!, await this.classify(scene, resident, classes));
      }
    } finally {
      releaseNetwork(ops, resident);
    }
    const { miou, accuracy } = confusion.summarize();
    return { miou, accuracy };
  }

  private scene(number: number): Scene {
    const seed = FIRST_SEED + number;
    const make = this.config.model.domain === 'indoor' ? synthesizeRoom : synthesizeStreet;
    return (this.scenes[number] ??= make(seed));
  }

  /** Most likely class of each point. */
  private async classify(
    { cloud }: Scene,
    resident: ReturnType<typeof uploadNetwork>,
    classes: number,
  ): Promise<Int16Array> {
    const { ops } = this;
    const { features, groundCellM, voxelSizeM, network } = this.config.model;
    const points = pointInput(cloud, groundCellM);
    const grid = voxelGrid(points.positions, voxelSizeM);
    const built = await ops.index(points, grid, network.encoder.length, indexOptions(resident.network.graph));
    const index = features ? (await feedIndex(ops, built, features, cloudColumns(cloud))).index : built;
    try {
      const outputs = await runNetwork(ops, resident, index);
      const logits = await ops.read(outputs.get('semantic')!);
      ops.release(...outputs.values());
      const best = new Int16Array(logits.length / classes);
      for (let row = 0; row < best.length; row++) {
        for (let c = 1; c < classes; c++)
          if (logits[row * classes + c]! > logits[row * classes + best[row]!]!) best[row] = c;
      }
      return Int16Array.from(await ops.readTable(index.pointRows), (row) => best[row]!);
    } finally {
      releaseIndex(ops, index);
    }
  }
}
