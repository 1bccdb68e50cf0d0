import {
  type BoxOverlay,
  findAttribute,
  labelSet,
  type PointCloud,
  type PointColors,
  type Prediction,
} from '../core/index.ts';
import { atScore, type DoubtMeasure, objectOverlays, pointDoubt } from '../inspection/index.ts';
import {
  applyVisibility,
  boxOverlays,
  colorByClass,
  colorByDisagreement,
  colorByHeight,
  colorByInstance,
  colorByRgb,
  colorByScalar,
  colorByVerdict,
  dimExcept,
  paletteOf,
  truthBoxOverlays,
} from '../overlays/index.ts';
import type { ColorMode, ViewSettings } from './app-state.ts';
import type { RegistryEntry } from './cloud-registry.ts';
import type { CompareSlice, JudgeSlice } from './judge-state.ts';
import type { Theme } from './theme-state.ts';

/** Colour of each point in that mode, with the legend's hidden classes hidden. `ground` is what the picture lies on. */
export function colorsOf(
  entry: RegistryEntry,
  mode: ColorMode,
  hiddenClasses: readonly number[],
  ground: Theme = 'dark',
): PointColors {
  const { cloud, truth } = entry.scene;
  const prediction = entry.outcome?.understanding.prediction;
  const hidden = new Set(hiddenClasses);
  const found = entry.judged?.found;
  const lit = (colors: PointColors): PointColors => (found ? dimExcept(colors, found, ground) : colors);
  if (mode === 'truth' && truth?.semantic) {
    return lit(colorByClass(truth.semantic, paletteOf(labelSet(truth.labelSet), hidden)));
  }
  const colors = lit(plainColors(entry, mode) ?? colorByHeight(cloud.positions));
  if (!prediction || hidden.size === 0) return colors;
  return applyVisibility(colors, prediction.semantic, paletteOf(labelSet(prediction.labelSet), hidden));
}

/** The entry as if the second result were the first: what the picture shows while it is flipped. */
export function flippedEntry(entry: RegistryEntry, { isFlipped }: Pick<CompareSlice, 'isFlipped'>): RegistryEntry {
  const { second, secondVerdicts, ...others } = entry.judged ?? {};
  return isFlipped && second ? { ...entry, outcome: second, judged: { ...others, verdicts: secondVerdicts } } : entry;
}

/** Of points that are drawn while their file is still being read: their own colours, or their height. */
export function previewColors(cloud: PointCloud): PointColors {
  const rgb = findAttribute(cloud, 'rgb');
  return rgb ? colorByRgb(rgb.values) : colorByHeight(cloud.positions);
}

function plainColors({ scene, outcome, judged }: RegistryEntry, mode: ColorMode): PointColors | undefined {
  const prediction = outcome?.understanding.prediction;
  const second = judged?.second?.understanding.prediction;
  switch (mode) {
    case 'class':
      return prediction && colorByClass(prediction.semantic, paletteOf(labelSet(prediction.labelSet), new Set()));
    case 'instance':
      return prediction && colorByInstance(prediction.instance);
    case 'rgb': {
      const rgb = findAttribute(scene.cloud, 'rgb');
      return rgb && colorByRgb(rgb.values);
    }
    case 'intensity': {
      const intensity = findAttribute(scene.cloud, 'intensity');
      return intensity && colorByScalar(intensity.values, { ramp: 'turbo' });
    }
    case 'error':
      return judged?.verdicts && colorByVerdict(judged.verdicts.verdict, prediction?.confidence);
    case 'second':
      return second && colorByClass(second.semantic, paletteOf(labelSet(second.labelSet), new Set()));
    case 'secondError':
      return judged?.secondVerdicts && colorByVerdict(judged.secondVerdicts.verdict, second?.confidence);
    case 'disagreement':
      return judged?.disagreement && colorByDisagreement(judged.disagreement);
    case 'confidence':
    case 'margin':
    case 'entropy':
      return prediction && doubtColors(prediction, mode);
    case 'instability':
      return judged?.instability && colorByScalar(judged.instability, { ramp: 'viridis', min: 0, max: 1 });
    case 'features':
      return judged?.featureColors && colorByRgb(judged.featureColors);
    case 'similarity':
      return judged?.similarity && colorByScalar(judged.similarity, { ramp: 'viridis', min: 0, max: 1 });
    case 'saliency':
      return judged?.saliency && colorByScalar(judged.saliency, { ramp: 'viridis' });
    case 'truth':
      return undefined;
    case 'height':
      return colorByHeight(scene.cloud.positions);
  }
}

function doubtColors(prediction: Prediction, measure: DoubtMeasure): PointColors {
  const classes = labelSet(prediction.labelSet).classes.length;
  return colorByScalar(pointDoubt(prediction, classes, measure), { ramp: 'viridis', min: 0, max: 1 });
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
