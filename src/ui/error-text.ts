import type { ErrorCode, ErrorContext, ErrorRecord } from '../core/index.ts';

export interface ErrorText {
  /** What happened, one sentence. */
  readonly sentence: string;
  /** What to do about it, one sentence. */
  readonly nextStep: string;
  /** What helps best: the page may have to be loaded again. */
  readonly remedy: 'none' | 'reload';
}

type Write = (
  subject: string,
  context: ErrorContext,
) => readonly [sentence: string, nextStep: string, remedy?: 'reload'];

const READABLE = 'Try PLY, PCD, NPY, KITTI or nuScenes .bin, text (XYZ, CSV), a ScanNet scene or a Waymo frame.';

const WRITE_AGAIN =
  'Write the model again with the program that made it, then drop model.json and its weights together.';

const TEXTS: Record<ErrorCode | 'INTERNAL', Write> = {
  FORMAT_UNKNOWN: (subject) => [`${subject} is not a point cloud that Voxelens can read.`, READABLE],
  FORMAT_MAGIC: (subject, context) => [
    `${subject} is named like ${article(context['format'])} file but does not begin like one.`,
    'Check that it was not renamed or replaced by a download page, then drop it again.',
  ],
  FORMAT_TRUNCATED: (subject, context) => [
    `${subject} ends too early${at(context)}: it holds fewer bytes than its header promises.`,
    'Copy or download the file again, then drop it once more.',
  ],
  FORMAT_FIELD: (subject, context) => [
    `${subject} has ${context['field'] === undefined ? 'a header field' : `a field (“${context['field']}”)`} that makes no sense${at(context)}.`,
    'Export it again from the program that wrote it, or drop another file.',
  ],
  FORMAT_CHECKSUM: (subject) => [
    `${subject} is damaged: its stored checksum does not match its content.`,
    'Copy or download the file again, then drop it once more.',
  ],
  FORMAT_EMPTY: (subject) => [`${subject} is empty: it has no points to show.`, 'Drop a file that contains points.'],
  FORMAT_MISMATCH: (subject, context) =>
    typeof context['missing'] === 'string'
      ? [`${subject} is half a model.`, `Drop it together with its ${context['missing']}.`]
      : [
          `The files of ${subject} do not belong together: their sizes or counts disagree.`,
          'Drop the files of one scene only, all from the same release.',
        ],
  SOURCE_UNREADABLE: (subject, context) => [
    context['url'] === undefined ? `The browser could not read ${subject}.` : `${context['url']} could not be fetched.`,
    'Check that it still exists and may be read, then try again.',
  ],
  SOURCE_NOTHING_KNOWN: (subject) => [`There is no file in ${subject} that Voxelens can read.`, READABLE],
  LIMIT_POINTS: (subject, context) => [
    `${subject} has more points than fit${ofNeeded(context)}.`,
    'Drop a part of it, or thin it out first.',
  ],
  LIMIT_EXTENT: (subject, context) => [
    `${subject} spreads too far for the size of a voxel${ofNeeded(context)}.`,
    'Crop it, or remove stray points far from the rest; check that its unit is metres.',
  ],
  LIMIT_MEMORY: (subject) => [
    `There was not enough memory for ${subject}.`,
    'Close other tabs or drop a smaller cloud, then try again.',
  ],
  LIMIT_DEVICE: (_, context) => [
    `This graphics adapter offers too little for the work${ofNeeded(context)}.`,
    'Try a smaller cloud, or run on the CPU by adding ?backend=wasm to the address.',
  ],
  KERNEL_COMPILE: () => [
    'The graphics driver refused one of the compute kernels.',
    'Update the browser or the driver, or run on the CPU by adding ?backend=wasm to the address.',
  ],
  KERNEL_RUN: (subject) => [
    `The computation on ${subject} stopped before it was done.`,
    'Try again; if it happens twice, drop a smaller cloud or add ?backend=wasm to the address.',
  ],
  KERNEL_NO_ADAPTER: () => [
    'The browser found no graphics adapter for WebGPU.',
    'Voxelens goes on with the CPU; hardware acceleration in the browser’s settings makes it faster.',
  ],
  KERNEL_DEVICE_LOST: () => [
    'The graphics device was lost: the driver was reset or put to sleep.',
    'Reload the page to go on.',
    'reload',
  ],
  WEIGHTS_FORMAT: (subject, context) =>
    context['file'] === undefined
      ? ['The model’s weights could not be read.', 'Reload the page; its stored copy may be damaged.', 'reload']
      : [`${subject} cannot be used as a model${asFound(context)}.`, WRITE_AGAIN],
  WEIGHTS_SHAPE: (subject, context) =>
    context['file'] === undefined
      ? [
          'The model’s weights do not fit its network.',
          'Reload the page; its files may come from two versions.',
          'reload',
        ]
      : [`${subject} does not fit the network of its model.json${asFound(context)}.`, WRITE_AGAIN],
  MODEL_UNKNOWN: (_, context) => [
    `There is no ${typeof context['model'] === 'string' ? context['model'] : 'such'} model on this site.`,
    'Choose another model in the top bar.',
  ],
  TRAINING_DIVERGED: () => [
    'Fine-tuning met a number that makes no sense.',
    'Take the last clicks back, or teach on the model that ships, then start again.',
  ],
  USAGE: () => [
    'A setting has a value that makes no sense.',
    'Reload the page without the extra words in its address.',
    'reload',
  ],
  CANCELLED: () => ['The work was cancelled.', 'Drop something when you are ready.'],
  INTERNAL: (subject) => [
    `Something went wrong inside Voxelens while it worked on ${subject}.`,
    'Reload the page; if it happens again, report the details below.',
    'reload',
  ],
};

/** Every failure in a person's words: what happened, and what to do next. */
export function errorText(record: Pick<ErrorRecord, 'code' | 'context'>, subject: string): ErrorText {
  const file = record.context['file'];
  const [sentence, nextStep, remedy] = TEXTS[record.code](
    typeof file === 'string' ? `“${file}”` : subject,
    record.context,
  );
  return { sentence: sentence.charAt(0).toUpperCase() + sentence.slice(1), nextStep, remedy: remedy ?? 'none' };
}

function at(context: ErrorContext): string {
  const offset = context['byteOffset'];
  return typeof offset === 'number' ? ` at byte ${offset.toLocaleString('en')}` : '';
}

function article(format: ErrorContext[string]): string {
  return typeof format === 'string' ? `a ${format.toUpperCase()}` : 'another kind of';
}

/** Which field or tensor, and what is wrong with it. */
function asFound({ field, tensor, expected, found }: ErrorContext): string {
  const place = field ?? tensor;
  if (place === undefined || expected === undefined || found === undefined) return '';
  return `: ${place} must be ${expected}, not ${found}`;
}

function ofNeeded(context: ErrorContext): string {
  const { needed, available } = context;
  if (typeof needed !== 'number' || typeof available !== 'number') return '';
  return ` (${needed.toLocaleString('en')} needed, ${available.toLocaleString('en')} available)`;
}
