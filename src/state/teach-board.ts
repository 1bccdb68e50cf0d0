import type { Scene } from '../core/index.ts';
import type { Outcome, Taught, TunedNetwork } from '../engine/index.ts';

/** The arrays behind `teach` and `tuning` in the store. Only their actions write. */
export class TeachBoard {
  /** The scene that is taught on, and what the model said of it. */
  base: { readonly scene: Scene; readonly outcome: Outcome } | undefined;
  /** The last refit. */
  last: Taught | undefined;
  /** The fine-tuned network, with the classes that were added when it was begun. */
  tuned: { readonly network: TunedNetwork; readonly addedClasses: readonly string[] } | undefined;
}
