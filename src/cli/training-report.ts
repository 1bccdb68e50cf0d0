import type { StepReport } from '../training/index.ts';
import { type Chart, drawChart, type Series } from './chart.ts';

/** Points of a smoothed line; each is the mean of as many steps as it stands for. */
const POINTS = 200;
/** Share of the run that "at first" and "at last" are means of. */
const ENDS = 0.02;

export interface TrainingReport {
  readonly markdown: string;
  /** SVG by file name; the text shows them. */
  readonly charts: ReadonlyMap<string, string>;
}

/**
 * What a run did: losses, scores, rates, as text with pictures.
 * @param log steps in order; not empty.
 * @param plannedSteps how many the config asks for, where it is known.
 */
export function reportTraining(log: readonly StepReport[], name: string, plannedSteps?: number): TrainingReport {
  const charts = new Map([
    ['losses.svg', chart('Losses', lossSeries(log), 'logarithmic')],
    ['accuracy.svg', chart('Accuracy and scores', scoreSeries(log), 'linear')],
    [
      'gradient.svg',
      chart('Norm of the gradient', [smooth('gradient norm', log, (step) => step.gradientNorm)], 'logarithmic'),
    ],
    ['rate.svg', chart('Learning rate', [smooth('learning rate', log, (step) => step.learningRate)], 'linear')],
  ]);
  const pictures = [...charts.keys()].map((file) => `![${file.replace('.svg', '')}](${file})`);
  const parts = [`# Training run: ${name}`, summary(log, plannedSteps), lossTable(log), scoreTable(log), ...pictures];
  return { markdown: `${parts.filter((part) => part !== '').join('\n\n')}\n`, charts };
}

function summary(log: readonly StepReport[], plannedSteps: number | undefined): string {
  const last = log.at(-1)!;
  const times = log.map(({ ms }) => ms).sort((a, b) => a - b);
  const hours = times.reduce((sum, ms) => sum + ms, 0) / 3.6e6;
  const voxels = log.reduce((sum, step) => sum + step.voxels, 0);
  const norms = log.map(({ gradientNorm }) => gradientNorm).sort((a, b) => a - b);
  const middle = (sorted: readonly number[]) => sorted[sorted.length >> 1]!;
  return [
    `- Steps: ${last.step + 1}${plannedSteps === undefined ? '' : ` of ${plannedSteps}`}, ${log.length} of them in the log`,
    `- Time of the steps: ${hours.toFixed(2)} h; the middle one took ${middle(times).toFixed(0)} ms`,
    `- Voxels: ${(voxels / 1e6).toFixed(1)} million, ${Math.round(voxels / log.length)} a step`,
    `- Norm of the gradient: ${middle(norms).toPrecision(3)} in the middle, ${norms.at(-1)!.toPrecision(3)} at most`,
  ].join('\n');
}

function lossTable(log: readonly StepReport[]): string {
  const count = Math.max(1, Math.round(log.length * ENDS));
  const [first, last] = [log.slice(0, count), log.slice(-count)];
  const mean = (steps: readonly StepReport[], value: (step: StepReport) => number) =>
    (steps.reduce((sum, step) => sum + value(step), 0) / steps.length).toPrecision(4);
  const row = (name: string, value: (step: StepReport) => number) =>
    `| ${name} | ${mean(first, value)} | ${mean(last, value)} |`;
  return [
    `| mean of ${count} steps | at first | at last |`,
    '|---|---|---|',
    ...lossNames(log).map((name) => row(name, ({ losses }) => losses[name] ?? 0)),
    row('accuracy', ({ accuracy }) => accuracy),
  ].join('\n');
}

function scoreTable(log: readonly StepReport[]): string {
  const scored = log.filter(({ score }) => score);
  if (scored.length === 0) return '';
  const best = scored.reduce((most, step) => (step.score!.miou > most.score!.miou ? step : most));
  const row = (name: string, { step, score }: StepReport) =>
    `| ${name} | ${step + 1} | ${score!.miou.toFixed(4)} | ${score!.accuracy.toFixed(4)} |`;
  return [
    '| held-out scenes | step | mIoU | accuracy |',
    '|---|---|---|---|',
    row('best', best),
    row('last', scored.at(-1)!),
  ].join('\n');
}

type LossName = keyof StepReport['losses'];

/** Those that the run had. */
function lossNames(log: readonly StepReport[]): LossName[] {
  const names = new Set(log.flatMap(({ losses }) => Object.keys(losses) as LossName[]));
  return [...names].filter((name) => log.some(({ losses }) => (losses[name] ?? 0) !== 0));
}

function lossSeries(log: readonly StepReport[]): Series[] {
  return lossNames(log).map((name) => smooth(name, log, ({ losses }) => losses[name] ?? 0));
}

function scoreSeries(log: readonly StepReport[]): Series[] {
  const scored = log.filter(({ score }) => score);
  const series = [smooth('accuracy, training', log, ({ accuracy }) => accuracy)];
  if (scored.length === 0) return series;
  const of = (name: string, value: (step: StepReport) => number): Series => ({
    name,
    points: scored.map((step) => [step.step + 1, value(step)] as const),
    dots: true,
  });
  return [
    ...series,
    of('accuracy, held out', ({ score }) => score!.accuracy),
    of('mIoU, held out', ({ score }) => score!.miou),
  ];
}

function smooth(name: string, log: readonly StepReport[], value: (step: StepReport) => number): Series {
  const each = Math.max(1, Math.ceil(log.length / POINTS));
  const points: (readonly [number, number])[] = [];
  for (let from = 0; from < log.length; from += each) {
    const part = log.slice(from, from + each);
    const mean = part.reduce((sum, step) => sum + value(step), 0) / part.length;
    points.push([part[part.length >> 1]!.step + 1, mean]);
  }
  return { name, points };
}

function chart(title: string, series: readonly Series[], scale: Chart['y']['scale']): string {
  // A logarithm has no place for zero: a loss may reach it.
  const shown =
    scale === 'linear'
      ? series
      : series.map((one) => ({ ...one, points: one.points.filter(([, value]) => value > 0) }));
  return drawChart({
    title,
    x: { label: 'steps', scale: 'linear', format: (value) => (value >= 1000 ? `${value / 1000}k` : String(value)) },
    y: { scale, hasZero: true, format: (value) => String(Number(value.toPrecision(3))) },
    series: shown,
  });
}
