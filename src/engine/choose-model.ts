import type { Domain, Scene } from '../core/index.ts';
import { type ModelSize, SHIPPED_MODELS, shippedModel } from '../pipeline/index.ts';
import { sceneDomain } from './scene-domain.ts';

/** By the scene, in full or in tiny; or the name of one model. */
export type ModelChoice = 'auto' | 'auto-tiny' | (string & {});

export interface AvailableModel {
  readonly name: string;
  readonly title: string;
  readonly domain: Domain;
  readonly voxelSizeM: number;
  /** Of the weights; of a shipped model as its number of parameters says, in half precision. */
  readonly bytes: number;
  /** Of a shipped model. */
  readonly size?: ModelSize;
  /** Of a model that the person gave: in the browser's private files, or in memory until the page is closed. */
  readonly kept?: 'browser' | 'session';
}

export interface ChosenModel {
  readonly name: string;
  /** What a shipped model was made for; of one that the person gave only its manifest knows: what the scene is. */
  readonly domain: Domain;
  /** Why, as the end of a sentence that starts with "because". */
  readonly reason: string;
}

/** Which model fits: the one that the person chose, else the one for the kind of place that the scene is. */
export function chooseModel(choice: ModelChoice, scene: Scene): ChosenModel {
  const place = sceneDomain(scene);
  if (choice === 'auto' || choice === 'auto-tiny') {
    return { ...place, name: shippedModel(place.domain, choice === 'auto' ? 'full' : 'tiny').name };
  }
  const shipped = SHIPPED_MODELS.find(({ name }) => name === choice);
  return { name: choice, domain: shipped?.domain ?? place.domain, reason: 'you chose it' };
}

/** Models that the choice may come to, before the scene is known. */
export function candidates(choice: ModelChoice): readonly string[] {
  if (choice !== 'auto' && choice !== 'auto-tiny') return [choice];
  const size = choice === 'auto' ? 'full' : 'tiny';
  return SHIPPED_MODELS.filter((model) => model.size === size).map(({ name }) => name);
}

/** What stands in for a shipped model that is not there: the full one for a tiny one. */
export function standIn(name: string): string | undefined {
  const missing = SHIPPED_MODELS.find((model) => model.name === name);
  return missing?.size === 'tiny' ? shippedModel(missing.domain, 'full').name : undefined;
}
