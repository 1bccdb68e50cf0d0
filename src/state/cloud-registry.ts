import type { PointCloud, Scene } from '../core/index.ts';
import type { Outcome } from '../engine/index.ts';
import type { PointVerdicts } from '../evaluation/index.ts';

/** The typed arrays behind the store's ids: the scene on screen and what the network made of it. */
export interface RegistryEntry {
  readonly revision: number;
  readonly scene: Scene;
  readonly outcome?: Outcome;
  readonly judged?: JudgedColumns;
}

/** What judging and comparing know of each point, one row a point. */
export interface JudgedColumns {
  readonly verdicts?: PointVerdicts | undefined;
  /** uint8: 1 where a point is lit up. */
  readonly found?: Uint8Array | undefined;
  /** Another result of the same scene, without handles on the device. */
  readonly second?: Outcome | undefined;
  readonly secondVerdicts?: PointVerdicts | undefined;
  /** uint8: see `DISAGREEMENT`. */
  readonly disagreement?: Uint8Array | undefined;
  /** float32: how sure the network is and yet says something else on another look, 0–1. */
  readonly instability?: Float32Array | undefined;
  /** uint8 [points × 3]: the network's features as colours. */
  readonly featureColors?: Uint8Array | undefined;
  /** float32, −1 to 1: likeness to the picked point. */
  readonly similarity?: Float32Array | undefined;
  /** float32: how much the answer lost without the point's surroundings. */
  readonly saliency?: Float32Array | undefined;
}

/**
 * Holds the one scene on screen. Only the store's actions write; the viewer's binding and the inspector read. `revision` grows with
 * each write and the store mirrors it, so that a subscriber to the store knows when to look here again.
 */
export class CloudRegistry {
  private entry: RegistryEntry | undefined;
  private revision = 0;
  /** Points of a file that is still being read; the store's `preview` says whether they are drawn. */
  preview: PointCloud | undefined;
  /** Points of other frames around the one on screen; the store's `around` says whether they are drawn. */
  around: PointCloud | undefined;

  get current(): RegistryEntry | undefined {
    return this.entry;
  }

  /** Puts a new scene on screen, without any result yet. @returns the new revision */
  putScene(scene: Scene): number {
    this.entry = { revision: ++this.revision, scene };
    return this.revision;
  }

  /** Adds the result to the scene it belongs to. @returns the new revision */
  putOutcome(scene: Scene, outcome: Outcome): number {
    if (this.entry?.scene === scene) {
      const { judged } = this.entry;
      // A second result is of the scene; everything else was of the result before.
      const kept = judged?.second && { judged: { second: judged.second } };
      this.entry = { revision: ++this.revision, scene, outcome, ...kept };
    }
    return this.revision;
  }

  /** Adds columns to the scene they belong to, others stay. @returns the new revision */
  putJudged(scene: Scene, columns: JudgedColumns): number {
    if (this.entry?.scene === scene) {
      this.entry = { ...this.entry, revision: ++this.revision, judged: { ...this.entry.judged, ...columns } };
    }
    return this.revision;
  }

  /** Forgets GPU handles, after their device was lost. The results themselves stay. */
  dropResident(): number {
    if (this.entry?.outcome?.resident) {
      const { understanding, manifest } = this.entry.outcome;
      this.entry = { ...this.entry, revision: ++this.revision, outcome: { understanding, manifest } };
    }
    return this.revision;
  }
}
