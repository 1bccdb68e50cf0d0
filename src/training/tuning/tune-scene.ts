import { IGNORE_LABEL, labelSet, type PointCloud, type Rng } from '../../core/index.ts';
import { ConfusionMatrix } from '../../metrics/index.ts';
import {
  indexOptions,
  type ModelManifest,
  type Network,
  type ResidentNetwork,
  releaseNetwork,
  runNetwork,
  uploadNetwork,
} from '../../nn/index.ts';
import { type Ops, releaseIndex, type VoxelIndex, whole } from '../../ops/index.ts';
import { cloudColumns, feedIndex, pointInput, voxelGrid } from '../../voxels/index.ts';
import type { Augmentation } from '../augmentation.ts';
import { cutCrop } from '../crop.ts';
import type { Crop } from '../crop-points.ts';
import { limitVoxels } from '../limit-voxels.ts';
import { prepareScene, type TrainingScene } from '../training-scene.ts';

/** Something that is known of a scene: these voxels are of this class. */
export interface TuneExample {
  /** Rows of the finest level. */
  readonly rows: Uint32Array;
  readonly classId: number;
}

/** What a scene's answer is worth. */
export interface TuneScore {
  /** Over the examples held back: the mean share of their voxels that is right. */
  readonly heldOut: number;
  /** Over all points with a true class. */
  readonly miou?: number;
}

export interface TuneSceneOptions {
  readonly cloud: PointCloud;
  readonly manifest: ModelManifest;
  readonly network: Network;
  readonly examples: readonly TuneExample[];
  /** Held back: nothing is learned from their voxels. */
  readonly heldOut: readonly TuneExample[];
  /** int16 [points], classes of the manifest's label set. */
  readonly truth?: Int16Array | undefined;
}

/** Turns, flips and a few per cent of size: the scene is there as it is, and nothing else has to be learned. */
const TURNS: Augmentation = {
  scale: [0.95, 1.05],
  scaleZ: [1, 1],
  stretch: 0,
  tiltDeg: 0,
  jitterM: 0,
  drop: 0,
  keepLeast: 1,
  beamDrop: 0,
  rangeThinning: 0,
  sectorThinning: 0,
  cutOut: 0,
  paste: 0,
  pasteMost: 0,
  overlay: 0,
  mixUntil: 0,
  heightDrop: 0,
  heightNoiseM: 0,
  looksDrop: 0,
};

/** Metres about a labelled point. */
const RADIUS_M = { indoor: [1.8, 4.5], outdoor: [18, 45] } as const;

/** The scene that a network is tuned on: crops of it to learn from, and the whole of it to be judged by. */
export class TuneScene {
  private readonly ops: Ops;
  private readonly options: TuneSceneOptions;
  private readonly index: VoxelIndex;
  private readonly source: TrainingScene;
  readonly pointRows: Uint32Array;
  readonly classes: number;

  private constructor(ops: Ops, options: TuneSceneOptions, index: VoxelIndex, pointRows: Uint32Array) {
    const { cloud, manifest } = options;
    this.ops = ops;
    this.options = options;
    this.index = index;
    this.pointRows = pointRows;
    this.classes = labelSet(manifest.labelSet).classes.length;
    const semantic = labelledPoints(pointRows, index.levels[0]!.rows, options);
    const truth = { labelSet: manifest.labelSet, semantic, boxes: [] };
    const scene = { cloud, truth, dataset: 'file', frame: { index: 0, count: 1 }, diagnostics: [] };
    this.source = prepareScene(scene, manifest.groundCellM, manifest.features);
  }

  /** @throws FormatError, LimitError, KernelError */
  static async create(ops: Ops, options: TuneSceneOptions): Promise<TuneScene> {
    const { cloud, manifest, network } = options;
    const points = pointInput(cloud, manifest.groundCellM);
    const grid = voxelGrid(points.positions, manifest.voxelSizeM);
    const built = await ops.index(points, grid, manifest.network.encoder.length, indexOptions(network.graph));
    const { features } = manifest;
    const index = features ? (await feedIndex(ops, built, features, cloudColumns(cloud))).index : built;
    return new TuneScene(ops, options, index, await ops.readTable(index.pointRows));
  }

  get voxels(): number {
    return this.index.levels[0]!.rows;
  }

  /** A piece of the scene about something that was said, turned any way. */
  crop(maxVoxels: number, rng: Rng): Crop {
    const { voxelSizeM, labelSet: labels, domain } = this.options.manifest;
    const [least, most] = RADIUS_M[domain];
    const radiusM = rng.range(least, most);
    // Without features the crop keeps its looks: other light is not what is to be learned here.
    const options = { radiusM, voxelSizeM, augmentation: TURNS, labels: labelSet(labels), other: () => this.source };
    return limitVoxels(cutCrop(this.source, options, rng), voxelSizeM, maxVoxels);
  }

  /** What a network says of every voxel, float32 [voxels × classes]. @throws KernelError */
  async answer(network: Network): Promise<Float32Array> {
    const { ops } = this;
    const resident = uploadNetwork(ops, network);
    try {
      return await this.oddsOf(resident);
    } finally {
      releaseNetwork(ops, resident);
    }
  }

  /** @param odds float32 [voxels × classes]; fewer classes than the scene's are the first of them. */
  score(odds: Float32Array): TuneScore {
    const classes = odds.length / this.voxels;
    const best = new Uint8Array(this.voxels);
    for (let row = 0; row < best.length; row++) {
      for (let c = 1; c < classes; c++) if (odds[row * classes + c]! > odds[row * classes + best[row]!]!) best[row] = c;
    }
    const { heldOut, truth } = this.options;
    const right = heldOut.map(({ rows, classId }) => rows.filter((row) => best[row] === classId).length / rows.length);
    const share = right.reduce((sum, value) => sum + value, 0) / right.length;
    if (!truth) return { heldOut: share };
    const confusion = new ConfusionMatrix(this.classes);
    confusion.add(
      truth,
      this.pointRows.map((row) => best[row]!),
    );
    return { heldOut: share, miou: confusion.summarize().miou };
  }

  dispose(): void {
    releaseIndex(this.ops, this.index);
  }

  private async oddsOf(resident: ResidentNetwork): Promise<Float32Array> {
    const { ops } = this;
    const outputs = await runNetwork(ops, resident, this.index);
    const odds = ops.softmax(whole(outputs.get('semantic')!));
    try {
      return await ops.read(odds);
    } finally {
      ops.release(odds, ...outputs.values());
    }
  }
}

/** int16 [points]: what was said; of two words on a voxel the later counts. */
function labelledPoints(
  pointRows: Uint32Array,
  voxels: number,
  { examples, heldOut }: Pick<TuneSceneOptions, 'examples' | 'heldOut'>,
): Int16Array {
  const byRow = new Int16Array(voxels).fill(IGNORE_LABEL);
  for (const { rows, classId } of examples) for (const row of rows) byRow[row] = classId;
  for (const { rows } of heldOut) for (const row of rows) byRow[row] = IGNORE_LABEL;
  return Int16Array.from(pointRows, (row) => byRow[row]!);
}
