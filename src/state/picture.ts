import {
  type BoxOverlay,
  findAttribute,
  labelSet,
  type PointCloud,
  type Prediction,
  type TypedArray,
} from '../core/index.ts';
import { atScore, type DoubtMeasure, doubtInParts, objectOverlays } from '../inspection/index.ts';
import {
  applyVisibility,
  boxOverlays,
  type Coloring,
  colorByClass,
  colorByDisagreement,
  colorByInstance,
  colorByRgb,
  colorByScalar,
  colorByVerdict,
  dimExcept,
  heightColoring,
  paletteOf,
  scalarColoring,
  truthBoxOverlays,
} from '../overlays/index.ts';
import type { ColorMode, ViewSettings } from './app-state.ts';
import type { RegistryEntry } from './cloud-registry.ts';
import type { CompareSlice, JudgeSlice } from './judge-state.ts';
import type { Theme } from './theme-state.ts';

type Part = Coloring['part'];

/** Colour of each point in that mode, with the legend's hidden classes hidden. `ground` is what the picture lies on. */
export function colorsOf(
  entry: RegistryEntry,
  mode: ColorMode,
  hiddenClasses: readonly number[],
  ground: Theme = 'dark',
): Coloring {
  const { cloud, truth } = entry.scene;
  const prediction = entry.outcome?.understanding.prediction;
  const found = entry.judged?.found;
  const hidden = new Set(hiddenClasses);
  const asLabelled = mode === 'truth' && truth?.semantic && byClass(truth.semantic, truth.labelSet, hidden);
  const plain = asLabelled || plainColors(entry, mode) || heightColoring(cloud.positions).part;
  const hides = !asLabelled && prediction && hidden.size > 0 && paletteOf(labelSet(prediction.labelSet), hidden);
  return {
    count: cloud.count,
    part: (first, last) => {
      const colors = plain(first, last);
      if (found) dimExcept(colors, found.subarray(first, last), ground);
      return hides ? applyVisibility(colors, prediction.semantic.subarray(first, last), hides) : colors;
    },
  };
}

/** The entry as if the second result were the first: what the picture shows while it is flipped. */
export function flippedEntry(entry: RegistryEntry, { isFlipped }: Pick<CompareSlice, 'isFlipped'>): RegistryEntry {
  const { second, secondVerdicts, ...others } = entry.judged ?? {};
  return isFlipped && second ? { ...entry, outcome: second, judged: { ...others, verdicts: secondVerdicts } } : entry;
}

/** Of points that are drawn while their file is still being read: their own colours, or their height. */
export function previewColors(cloud: PointCloud): Coloring {
  const rgb = findAttribute(cloud, 'rgb');
  return { count: cloud.count, part: rgb ? byRgb(rgb.values) : heightColoring(cloud.positions).part };
}

function plainColors({ scene, outcome, judged }: RegistryEntry, mode: ColorMode): Part | undefined {
  const prediction = outcome?.understanding.prediction;
  const second = judged?.second?.understanding.prediction;
  switch (mode) {
    case 'class':
      return prediction && byClass(prediction.semantic, prediction.labelSet);
    case 'instance':
      return prediction && ((first, last) => colorByInstance(prediction.instance.subarray(first, last)));
    case 'rgb': {
      const rgb = findAttribute(scene.cloud, 'rgb');
      return rgb && byRgb(rgb.values);
    }
    case 'intensity': {
      const intensity = findAttribute(scene.cloud, 'intensity');
      return intensity && scalarColoring(intensity.values, { ramp: 'turbo' }).part;
    }
    case 'error':
      return judged?.verdicts && byVerdict(judged.verdicts.verdict, prediction?.confidence);
    case 'second':
      return second && byClass(second.semantic, second.labelSet);
    case 'secondError':
      return judged?.secondVerdicts && byVerdict(judged.secondVerdicts.verdict, second?.confidence);
    case 'disagreement': {
      const column = judged?.disagreement;
      return column && ((first, last) => colorByDisagreement(column.subarray(first, last)));
    }
    case 'confidence':
    case 'margin':
    case 'entropy':
      return prediction && byDoubt(prediction, mode);
    case 'instability':
      return judged?.instability && scalarColoring(judged.instability, SHARES).part;
    case 'features':
      return judged?.featureColors && byRgb(judged.featureColors);
    case 'similarity':
      return judged?.similarity && scalarColoring(judged.similarity, SHARES).part;
    case 'saliency':
      return judged?.saliency && scalarColoring(judged.saliency, { ramp: 'viridis' }).part;
    case 'truth':
      return undefined;
    case 'height':
      return heightColoring(scene.cloud.positions).part;
  }
}

const SHARES = { ramp: 'viridis', min: 0, max: 1 } as const;

function byClass(ids: Uint8Array | Int16Array, labels: string, hidden: ReadonlySet<number> = new Set()): Part {
  const palette = paletteOf(labelSet(labels), hidden);
  return (first, last) => colorByClass(ids.subarray(first, last), palette);
}

function byRgb(values: TypedArray): Part {
  return (first, last) => colorByRgb(values.subarray(3 * first, 3 * last));
}

function byVerdict(verdict: Uint8Array, confidence: Float32Array | undefined): Part {
  return (first, last) => colorByVerdict(verdict.subarray(first, last), confidence?.subarray(first, last));
}

function byDoubt(prediction: Prediction, measure: DoubtMeasure): Part {
  const doubt = doubtInParts(prediction, labelSet(prediction.labelSet).classes.length, measure);
  return (first, last) => colorByScalar(doubt(first, last), SHARES);
}

/** Boxes to draw: predicted ones of shown classes, and the ground truth's; or what judging found out about them. */
export function boxesOf(entry: RegistryEntry, view: ViewSettings, judge?: JudgeSlice): BoxOverlay[] {
  const judged = judge?.drawn === 'none' ? undefined : judge?.report?.[judge.drawn];
  if (judge?.report && judged) {
    const { objects } = atScore(judged, view.minBoxScore);
    return objectOverlays(objects, judge.report.mapping.classes, judge.object);
  }
  const prediction = entry.outcome?.understanding.prediction;
  const hidden = new Set(view.hiddenClasses);
  const sure = prediction && view.showBoxes ? prediction.boxes.filter(({ score }) => score >= view.minBoxScore) : [];
  const predicted = prediction ? boxOverlays(sure, labelSet(prediction.labelSet), hidden) : [];
  const { truth } = entry.scene;
  const labels = truth && labelSet(truth.labelSet);
  return labels && view.showTruthBoxes ? [...predicted, ...truthBoxOverlays(truth.boxes, labels, hidden)] : predicted;
}
