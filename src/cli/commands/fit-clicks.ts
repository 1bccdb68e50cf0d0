import fs from 'node:fs/promises';
import path from 'node:path';
import { Diagnostics, type Prediction, Rng, type Scene } from '../../core/index.ts';
import type { OpsName } from '../../ops/index.ts';
import { type FittingScene, fitJudges, type SegmentInput, segmentInput } from '../../segment/index.ts';
import { openBackend } from '../backend.ts';
import type { CommandContext, CommandResult } from '../command.ts';
import { heldOut } from '../evaluation-scenes.ts';
import { openModel } from '../models.ts';
import { predict } from '../predict.ts';

export interface FitClicksOptions {
  readonly rooms: number;
  readonly seed: number;
  readonly model: string;
  readonly backend?: OpsName;
  readonly out: string;
}

/** Share of the rooms without colours: the judges have to do without them, too. */
const COLOURLESS_SHARE = 0.35;
/** Instances of made-up rooms are things; each class of stuff is one thing, numbered from here. */
const STUFF_ID = 1_000_000;

/** Fits the judges that segmenting asks, on synthetic rooms, with and without a network's word: what `src/segment/weights.json` holds. */
export async function fitClicks(options: FitClicksOptions, context: CommandContext): Promise<CommandResult> {
  const { rooms, seed } = options;
  const model = await openModel(options.model, context.modelsFolder);
  const list = heldOut(rooms, seed, 'indoor');
  const backend = await openBackend(options.backend);
  const scenes: FittingScene[] = [];
  try {
    const rng = new Rng(seed);
    for (let index = 0; index < list.count; index++) {
      context.stage.onProgress({ stage: 'rooms', done: index, total: list.count });
      const scene = await list.load(index);
      const runner = { ops: backend.ops, model, diagnostics: new Diagnostics() };
      const { prediction } = await predict(scene.cloud, runner, context.stage);
      scenes.push({ input: asScanned(scene, prediction, rng.fork(1)), things: thingsOf(scene) });
    }
  } finally {
    backend.close();
  }
  const network = fitJudges(scenes, seed, context.stage);
  const alone = scenes.map(({ input: { positions, rgb }, things }) => ({ input: { positions, rgb }, things }));
  const geometry = fitJudges(alone, seed, context.stage);
  await fs.writeFile(path.resolve(options.out), `${JSON.stringify({ geometry, network })}\n`);
  const report = { rooms, seed, model: options.model, out: options.out };
  return { report, text: `judges of ${rooms} rooms from seed ${seed} written to ${options.out}\n` };
}

function thingsOf({ truth, cloud }: Scene): Uint32Array {
  return Uint32Array.from({ length: cloud.count }, (_, i) => {
    const instance = truth?.instance?.[i] ?? 0;
    const semantic = truth?.semantic?.[i] ?? -1;
    return instance > 0 || semantic < 0 ? instance : STUFF_ID + semantic;
  });
}

/** Made-up colours are too clean: those of scans change over a thing by light, texture and noise. */
function asScanned({ cloud }: Scene, prediction: Prediction, rng: Rng): SegmentInput {
  const input = segmentInput(cloud, prediction);
  const { positions, rgb } = input;
  if (!rgb || rng.chance(COLOURLESS_SHARE)) return { ...input, rgb: undefined };
  const [slopeX, slopeY] = [rng.normal(0, 0.08), rng.normal(0, 0.08)];
  const [noise, kept, waves] = [rng.range(4, 25), rng.range(0.3, 1), rng.range(1, 4)];
  const seen = Float32Array.from({ length: rgb.length }, (_, i) => {
    const at = i - (i % 3);
    const [x, y, z] = [positions[at], positions[at + 1], positions[at + 2]];
    const shadow = 0.15 * Math.sin(waves * x + 2) * Math.sin(waves * y) + 0.1 * Math.sin(waves * z);
    const light = Math.exp(slopeX * x + slopeY * y + shadow);
    return Math.min(255, Math.max(0, (128 + kept * (rgb[i] - 128)) * light + rng.normal(0, noise)));
  });
  return { ...input, rgb: seen };
}
