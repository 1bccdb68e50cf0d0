import { type Scene, WeightsError } from '../core/index.ts';
import { chooseModel, type Engine, isOwnModel, type ModelChoice, standIn } from '../engine/index.ts';

export interface PickedModel {
  readonly name: string;
  readonly reason: string;
  /** What the person should know of this pick. */
  readonly notice?: string;
}

/**
 * The model for a scene, of those that are there. A missing tiny one is stood in for by the full one, a model of the person's own that
 * is gone by the automatic one; both are said.
 * @throws WeightsError `MODEL_UNKNOWN` where nothing can stand in; SourceError
 */
export async function pickModel(engine: Engine, choice: ModelChoice, scene: Scene): Promise<PickedModel> {
  const { name, reason } = chooseModel(choice, scene);
  try {
    const manifest = await engine.manifest(name);
    const place = chooseModel('auto', scene).domain;
    if (!isOwnModel(name) || manifest.domain === place) return { name, reason };
    const notice = `“${manifest.title}” was made for ${manifest.domain} scenes; this one looks ${place}.`;
    return { name, reason, notice };
  } catch (error) {
    if (!(error instanceof WeightsError && error.code === 'MODEL_UNKNOWN')) throw error;
    if (isOwnModel(name)) {
      const notice = 'Your model is no longer kept in this browser; one that ships with the page is used instead.';
      return { ...chooseModel('auto', scene), notice };
    }
    const full = standIn(name);
    if (full === undefined) throw error;
    await engine.manifest(full);
    return { name: full, reason, notice: `There is no model ${name} on this site; ${full} is used instead.` };
  }
}
