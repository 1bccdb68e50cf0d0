import { type Scene, UsageError } from '../core/index.ts';
import type { Ops } from '../ops/index.ts';
import { describeVoxels, type Model, semanticHead, understand, type VoxelDescription } from '../pipeline/index.ts';
import { type FeatureRows, joinFeatures, type LinearHead, voxelTruth, winners } from '../teach/index.ts';
import type { CommandContext } from './command.ts';

/** A labelled scene with what the network knows of its voxels. */
export interface Pupil {
  readonly name: string;
  readonly scene: Scene;
  readonly truth: Int16Array;
  /** Per voxel. */
  readonly voxelTruth: Int16Array;
  readonly described: VoxelDescription;
  readonly features: FeatureRows;
  readonly head: LinearHead;
}

/** @throws UsageError where the scene has no classes of the model's label set to click by */
export async function readPupil(
  scene: Scene,
  name: string,
  { ops, model, stage }: { readonly ops: Ops; readonly model: Model; readonly stage: CommandContext['stage'] },
): Promise<Pupil> {
  const { truth } = scene;
  const classes = model.labels.classes.length;
  if (!truth?.semantic || truth.labelSet !== model.manifest.labelSet) {
    const message = `${name} has no true classes of ${model.manifest.labelSet} to click by`;
    throw new UsageError('USAGE', message, { labelSet: truth?.labelSet ?? 'none' });
  }
  const described = await describeVoxels(scene.cloud, { ops, model, ...stage });
  const { rows, pointRows } = described;
  return {
    name,
    scene,
    truth: truth.semantic,
    voxelTruth: voxelTruth(truth.semantic, pointRows, { rows, classes }),
    described,
    features: teachingFeatures(described),
    head: semanticHead(model),
  };
}

/** What the head reads, and the backbone's features beside it where that is not the same. */
function teachingFeatures(described: VoxelDescription): FeatureRows {
  const head = { values: described.head, channels: described.headChannels };
  const backbone = { values: described.backbone, channels: described.backboneChannels };
  return joinFeatures(described.rows, described.headIsBackbone ? [head] : [head, backbone]);
}

/** What another model of the same classes says of each voxel of these scenes. */
export async function answersElsewhere(ops: Ops, model: Model, pupils: readonly Pupil[]): Promise<Uint8Array[]> {
  const answers: Uint8Array[] = [];
  for (const { scene } of pupils) {
    const { prediction } = await understand(scene.cloud, { ops, model });
    answers.push(winners(prediction.voxelProbabilities, model.labels.classes.length));
  }
  return answers;
}
