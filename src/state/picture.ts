import { type BoxOverlay, findAttribute, labelSet, type PointCloud, type PointColors } from '../core/index.ts';
import {
  applyVisibility,
  boxOverlays,
  colorByClass,
  colorByError,
  colorByHeight,
  colorByInstance,
  colorByRgb,
  colorByScalar,
  paletteOf,
  truthBoxOverlays,
} from '../overlays/index.ts';
import type { ColorMode, ViewSettings } from './app-state.ts';
import type { RegistryEntry } from './cloud-registry.ts';

/** Colour of each point in that mode, with the legend's hidden classes hidden. */
export function colorsOf(entry: RegistryEntry, mode: ColorMode, hiddenClasses: readonly number[]): PointColors {
  const { cloud, truth } = entry.scene;
  const prediction = entry.outcome?.understanding.prediction;
  const hidden = new Set(hiddenClasses);
  if (mode === 'truth' && truth?.semantic) {
    return colorByClass(truth.semantic, paletteOf(labelSet(truth.labelSet), hidden));
  }
  const colors = plainColors(entry, mode) ?? colorByHeight(cloud.positions);
  if (!prediction || hidden.size === 0) return colors;
  return applyVisibility(colors, prediction.semantic, paletteOf(labelSet(prediction.labelSet), hidden));
}

/** Of points that are drawn while their file is still being read: their own colours, or their height. */
export function previewColors(cloud: PointCloud): PointColors {
  const rgb = findAttribute(cloud, 'rgb');
  return rgb ? colorByRgb(rgb.values) : colorByHeight(cloud.positions);
}

function plainColors({ scene, outcome }: RegistryEntry, mode: ColorMode): PointColors | undefined {
  const prediction = outcome?.understanding.prediction;
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
      return prediction && scene.truth?.semantic && colorByError(prediction.semantic, scene.truth.semantic);
    case 'truth':
      return undefined;
    case 'height':
      return colorByHeight(scene.cloud.positions);
  }
}

/** Boxes to draw: predicted ones of shown classes, and the ground truth's. */
export function boxesOf(entry: RegistryEntry, view: ViewSettings): BoxOverlay[] {
  const prediction = entry.outcome?.understanding.prediction;
  const hidden = new Set(view.hiddenClasses);
  const sure = prediction && view.showBoxes ? prediction.boxes.filter(({ score }) => score >= view.minBoxScore) : [];
  const predicted = prediction ? boxOverlays(sure, labelSet(prediction.labelSet), hidden) : [];
  const { truth } = entry.scene;
  const labels = truth && labelSet(truth.labelSet);
  return labels && view.showTruthBoxes ? [...predicted, ...truthBoxOverlays(truth.boxes, labels, hidden)] : predicted;
}
