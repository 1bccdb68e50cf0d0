import type { PointCloud, Scene } from '../core/index.ts';
import type { Outcome } from '../engine/index.ts';

/** The typed arrays behind the store's ids: the scene on screen and what the network made of it. */
export interface RegistryEntry {
  readonly revision: number;
  readonly scene: Scene;
  readonly outcome?: Outcome;
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
    if (this.entry?.scene === scene) this.entry = { revision: ++this.revision, scene, outcome };
    return this.revision;
  }

  /** Forgets GPU handles, after their device was lost. The results themselves stay. */
  dropResident(): number {
    if (this.entry?.outcome?.resident) {
      const { understanding, manifest } = this.entry.outcome;
      this.entry = { revision: ++this.revision, scene: this.entry.scene, outcome: { understanding, manifest } };
    }
    return this.revision;
  }
}
