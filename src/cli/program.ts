import { Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../core/index.ts';
import { EXPORT_TARGET_NAMES, LABEL_CHOICES } from '../datasets/index.ts';
import { DEFAULT_MIN_POINTS } from '../evaluation/index.ts';
import { AP_RULES } from '../metrics/index.ts';
import { CLASS_LIST_NAMES, OFFSET_ORDERS } from '../nn/index.ts';
import { MOST_LOOKS, SHIPPED_MODELS } from '../pipeline/index.ts';
import { BACKENDS, TILES } from './backend.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { average } from './commands/average.ts';
import { bench, SUITES } from './commands/bench.ts';
import { evaluate } from './commands/evaluate.ts';
import { exportCloud } from './commands/export.ts';
import { fitClicks } from './commands/fit-clicks.ts';
import { importModel, parseFeatures } from './commands/import-model.ts';
import { infer } from './commands/infer.ts';
import { info } from './commands/info.ts';
import { noc } from './commands/noc.ts';
import { PLACES, type Place, synth } from './commands/synth.ts';
import { teach } from './commands/teach.ts';
import { TRAINING_BACKENDS, train } from './commands/train.ts';
import { addOverrideOptions } from './override-options.ts';

const MODEL_NAMES = SHIPPED_MODELS.map(({ name }) => name).join(', ');

/** Runs a command and hands its result to whoever prints it. */
export type Execute = (json: boolean, command: (context: CommandContext) => Promise<CommandResult>) => Promise<void>;

/** The command line's grammar. Parsing errors throw instead of ending the process. */
export function createProgram(execute: Execute, write: { readonly out: (text: string) => void }): Command {
  const program = new Command('voxelens')
    .description('See what a sparse 3D network understands of a point cloud.')
    .exitOverride()
    .configureOutput({ writeOut: write.out, writeErr: () => {} })
    .showSuggestionAfterError(true);
  const json = () => new Option('--json', 'print one JSON object');
  const model = () =>
    new Option('--model <name>', `model: ${MODEL_NAMES}, or a folder; by default what fits the scene`);
  const backend = () =>
    new Option('--backend <name>', 'what computes; by default the fastest here').choices([...BACKENDS]);

  const looks = () =>
    new Option(
      '--looks <n>',
      `how many times the network looks, each time turned, at most ${MOST_LOOKS}; by default as for the model's scores`,
    ).argParser(lookCount);
  const tile = () =>
    new Option('--tile <name>', "tile of the GPU's convolutions; by default the measured ones").choices([...TILES]);

  addOverrideOptions(program.command('info'))
    .description('decode files and describe them')
    .argument('<file...>', 'files or folders that form one scene or sequence')
    .option('--frame <n>', 'frame of a sequence, from 0', wholeNumber, 0)
    .addOption(json())
    .action((paths: string[], options) => execute(options.json, (context) => info(paths, options, context)));

  addOverrideOptions(program.command('infer'))
    .description('find classes, instances and boxes')
    .argument('<file...>', 'files or folders that form one scene or sequence')
    .addOption(model())
    .addOption(backend())
    .addOption(looks())
    .addOption(tile())
    .option('--frame <n>', 'frame of a sequence, from 0', wholeNumber, 0)
    .option('--out <file>', 'write the labelled cloud: .ply, .pcd, .las, .npz, .npy, .csv or .coco.json')
    .addOption(json())
    .action((paths: string[], options) => execute(options.json, (context) => infer(paths, options, context)));

  addOverrideOptions(program.command('export'))
    .description('write the cloud and its labels for other programs (docs/export.md)')
    .argument('<file...>', 'files or folders that form one scene or sequence')
    .addOption(new Option('--to <target>', 'what to write').choices(EXPORT_TARGET_NAMES).makeOptionMandatory())
    .option('--out <folder>', 'where; without it only what would be lost is said')
    .addOption(
      new Option('--labels <which>', 'which labels go with the points').choices(LABEL_CHOICES).default('predicted'),
    )
    .addOption(model())
    .addOption(backend())
    .addOption(looks())
    .option('--frame <n>', 'frame of a sequence, from 0', wholeNumber, 0)
    .addOption(json())
    .action((paths: string[], options) => execute(options.json, (context) => exportCloud(paths, options, context)));

  addOverrideOptions(program.command('evaluate'))
    .description('score a model against the ground truth found with the files')
    .argument('[path...]', 'files that form one scene or sequence, or several folders with one each')
    .addOption(model())
    .addOption(backend())
    .addOption(looks())
    .option('--synthetic <n>', 'evaluate this many held-out synthetic scenes instead of files', wholeNumber)
    .option('--seed <n>', 'first of the held-out scenes', wholeNumber, 0)
    .option('--suite <folder>', 'evaluate every labelled real file in a folder and compare with the goals')
    .addOption(
      new Option(
        '--ap-rule <name>',
        'how curves become numbers; by default scannet for instances, voc for boxes',
      ).choices(AP_RULES),
    )
    .option('--min-points <n>', 'ask only for boxes with this many points in them', wholeNumber, DEFAULT_MIN_POINTS)
    .option('--max-range <m>', 'ask only for boxes this near to the sensor', wholeNumber)
    .option('--class-agnostic', 'score objects without regard to class too', false)
    .option('--sum-probabilities', 'in coarser classes, sum the probabilities of what falls together', false)
    .option('--plots <folder>', 'draw precision over recall of the boxes as SVG files')
    .option('--markdown <file>', 'write the tables as Markdown')
    .addOption(json())
    .action((paths: string[], options) => execute(options.json, (context) => evaluate(paths, options, context)));

  program
    .command('noc')
    .description('let a simulated user click every object: IoU after clicks, clicks to an IoU')
    .argument('[path...]', 'files that form one scene or sequence, or several folders with one each')
    .addOption(model())
    .addOption(backend())
    .option('--synthetic <n>', 'click this many held-out synthetic rooms instead of files', wholeNumber)
    .option('--seed <n>', 'first of the held-out rooms', wholeNumber, 1000)
    .option('--min-points <n>', 'leave out objects with fewer points', wholeNumber, 100)
    .option('--clicks <n>', 'clicks an object, at most 20', wholeNumber, 20)
    .addOption(json())
    .action((paths: string[], options) => execute(options.json, (context) => noc(paths, options, context)));

  program
    .command('fit-clicks')
    .description('fit on synthetic rooms what segmenting by clicks goes by')
    .option('--rooms <n>', 'how many', wholeNumber, 14)
    .option('--seed <n>', 'first of the rooms', wholeNumber, 100)
    .option('--model <name>', 'whose word the judges hear', 'indoor')
    .addOption(backend())
    .requiredOption('--out <file>', 'JSON to write')
    .addOption(json())
    .action((options) => execute(options.json, (context) => fitClicks(options, context)));

  program
    .command('bench')
    .description('measure speed: medians, and ratios within one run')
    .addArgument(program.createArgument('<suite>', 'what to measure').choices([...SUITES]))
    .addOption(model().default('outdoor'))
    .option('--preset <name>', 'a configuration of the literature with random weights, instead of a model')
    .addOption(new Option('--backend <name>', 'only this one; by default both').choices(['webgpu', 'wasm']))
    .addOption(tile())
    .option('--repeats <n>', 'runs whose median counts', wholeNumber, 5)
    .option('--engine <text>', 'only engines whose name contains this, "webgpu f16" say', '')
    .option('--voxels <n>', 'crop the cloud to about this many voxels; of scaling, the largest surface', wholeNumber)
    .option('--no-baseline', 'leave out the compositions of stock TensorFlow.js ops')
    .option('--budget <seconds>', 'start no further run of a measurement after this long', wholeNumber, 120)
    .option('--config <file>', 'training configuration of the suite train', 'docs/training/indoor.json')
    .option('--plot <file>', 'SVG to draw of scaling')
    .option('--data <folder>', 'where the benchmark clouds are', '../shared/data/bench')
    .option('--megabytes <n>', 'of formats: about how large the made files are', wholeNumber, 100)
    .option('--file <path>', 'of formats: measure this file alone')
    .option('--reader <name>', 'of formats: who reads that file', 'voxelens')
    .addOption(json())
    .action((suite: (typeof SUITES)[number], options) =>
      execute(options.json, (context) => bench(suite, options, context)),
    );

  program
    .command('synth')
    .description('make a labelled procedural scene')
    .addArgument(program.createArgument('<place>', 'what to make').choices([...PLACES]))
    .option('--seed <n>', 'which one', wholeNumber, 1)
    .requiredOption('--out <file>', 'PLY to write')
    .addOption(json())
    .action((place: Place, options) => execute(options.json, () => synth(place, options.seed, options.out)));

  program
    .command('train')
    .description('train a model on synthetic scenes')
    .argument('[config]', 'JSON file')
    .option('--out <folder>', 'checkpoints, weights and a report go here')
    .option('--resume', 'go on from the last checkpoint', false)
    .option('--from <folder>', 'begin from the weights of the run in this folder, whose network may be narrower')
    .option('--report <folder>', 'train nothing: make the report of the run in this folder again from its log')
    .addOption(
      new Option('--backend <name>', 'what computes; by default webgpu on a real GPU, else wasm').choices(
        TRAINING_BACKENDS,
      ),
    )
    .addOption(json())
    .action((config: string | undefined, options) =>
      execute(options.json, (context) => train(config, options, context)),
    );

  program
    .command('teach')
    .description('refit the last layer to a few simulated clicks a class, and score it where nobody clicked')
    .argument('<path...>', 'files that form one labelled scene or sequence')
    .addOption(model())
    .addOption(backend())
    .option(
      '--frame <n>',
      'frame that is clicked on, from 0; the others tell what it is worth elsewhere',
      wholeNumber,
      0,
    )
    .option('--clicks <list>', 'clicks a class, a round for each', wholeNumbers, [1, 5, 10])
    .option('--seeds <n>', 'repeat each round with this many seeds', wholeNumber, 3)
    .option('--mistakes', 'put every second click where the answer is wrong', false)
    .option('--boldness <0-1>', 'how far clicks may move the answers', fraction, 0.5)
    .option('--finetune <steps>', 'after each refit, tune the whole network for so many steps', wholeNumber, 0)
    .option('--out <folder>', 'write the model of the last round: --model takes the folder')
    .addOption(json())
    .action((paths: string[], options) => execute(options.json, (context) => teach(paths, options, context)));

  program
    .command('average')
    .description('make a model of the mean weights of models from one training')
    .argument('<model...>', 'names or folders; the last one describes the mean')
    .requiredOption('--out <folder>', 'model.json and weights.safetensors go here')
    .addOption(json())
    .action((names: string[], options) => execute(options.json, (context) => average(names, options, context)));

  program
    .command('import')
    .description('make a model of a checkpoint of MinkowskiEngine, TorchSparse or spconv (docs/import.md)')
    .argument('<checkpoint>', 'PyTorch .pth, .pt or .ckpt, or safetensors')
    .requiredOption('--out <folder>', 'model.json and weights.safetensors go here: --model takes the folder')
    .option('--name <name>', "the model's name; by default the folder's")
    .addOption(
      new Option('--labels <list>', 'classes of its outputs; by default by their number').choices(CLASS_LIST_NAMES),
    )
    .option('--voxel-size <metres>', 'that it was trained on; by default 0.02 indoors, 0.05 outdoors', positiveNumber)
    .option(
      '--features <list>',
      'what it is fed with: one, rgb, normal, xyz, intensity, each as source:scale:shift',
      parseFeatures,
    )
    .addOption(
      new Option('--offset-order <order>', "which axis steps first in its kernels; by default the framework's").choices(
        OFFSET_ORDERS,
      ),
    )
    .option('--norm-epsilon <value>', "of its batch norms; by default the family's", positiveNumber)
    .addOption(new Option('--pointwise <layout>', 'of 1³ kernels of spconv').choices(['IO', 'OI']))
    .option('--entry <path>', 'dictionary of the file to take, ema_state_dict say')
    .option('--half', 'store kernels in half precision', false)
    .option('--license <text>', 'of the weights', 'that of the checkpoint')
    .addOption(json())
    .action((checkpoint: string, options) => execute(options.json, () => importModel(checkpoint, options)));

  for (const command of program.commands)
    command.exitOverride().configureOutput({ writeOut: write.out, writeErr: () => {} });
  return program;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('It takes a whole number.');
  return value;
}

function lookCount(text: string): number {
  const value = wholeNumber(text);
  if (value >= 1 && value <= MOST_LOOKS) return value;
  throw new InvalidArgumentError(`It takes a whole number from 1 to ${MOST_LOOKS}.`);
}

function wholeNumbers(text: string): number[] {
  return text.split(',').map((part) => {
    const value = wholeNumber(part.trim());
    if (value === 0) throw new InvalidArgumentError('It takes numbers from 1 on, as 1,5,10.');
    return value;
  });
}

function fraction(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('It takes a number from 0 to 1.');
  return value;
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('It takes a number above 0.');
  return value;
}

/** A commander error as ours: its message without the prefix. */
export function asUsageError(error: Error & { readonly code: string }): UsageError {
  return new UsageError(
    'USAGE',
    error.message.replace(/^error: /, '').trim(),
    { reason: error.code.replace(/^commander\./, '') },
    error,
  );
}
