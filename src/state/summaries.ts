import type { Diagnostics, Scene } from '../core/index.ts';
import { datasetTitle, isOwnModel, type OpenedSet, type Outcome } from '../engine/index.ts';
import type { ResultSummary, SceneSummary } from './app-state.ts';

export function summarizeScene(opened: OpenedSet, set: number, scene: Scene): SceneSummary {
  const { cloud, truth } = scene;
  return {
    set,
    name: cloud.name,
    title: opened.title,
    dataset: scene.dataset,
    datasetTitle: datasetTitle(scene.dataset),
    format: cloud.format,
    points: cloud.count,
    frame: scene.frame.index,
    frameCount: opened.frameCount,
    origin: cloud.origin,
    attributes: cloud.attributes.map((attribute) => attribute.name),
    ...(truth?.semantic && { truthLabelSet: truth.labelSet }),
    truthBoxes: truth?.boxes.length ?? 0,
    diagnostics: scene.diagnostics,
    reading: scene.reading ?? [],
  };
}

export function summarizeOutcome(outcome: Outcome, model: string, diagnostics: Diagnostics): ResultSummary {
  const { prediction, provenance } = outcome.understanding;
  return {
    model: outcome.manifest.name,
    modelTitle: outcome.manifest.title,
    isOwnModel: isOwnModel(model),
    trainedSteps: outcome.manifest.trainedSteps,
    domain: outcome.manifest.domain,
    labelSet: prediction.labelSet,
    provenance,
    totalMs: Object.values(provenance.stagesMs).reduce((sum, ms) => sum + ms, 0),
    instances: prediction.instances.length,
    boxes: prediction.boxes.length,
    diagnostics: [...diagnostics.list],
  };
}
