import type { Vec3 } from '../core/index.ts';

/** Where the camera was asked to fly to last. */
export interface Focus {
  /** Metres relative to the cloud's origin. */
  readonly center: Vec3;
  /** What has to fit the view. */
  readonly radiusM: number;
  /** Grows with each wish, so that the same place can be asked for again. */
  readonly number: number;
}

export interface FocusState {
  readonly focus?: Focus | undefined;
}

export interface FocusActions {
  /** The camera flies there, looking the way it looks now. */
  flyTo(center: Vec3, radiusM: number): void;
}

export function focusActions(set: (update: (state: FocusState) => FocusState) => void): FocusActions {
  return {
    flyTo: (center, radiusM) => set(({ focus }) => ({ focus: { center, radiusM, number: (focus?.number ?? 0) + 1 } })),
  };
}
