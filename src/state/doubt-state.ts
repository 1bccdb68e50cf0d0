import type { ByteSource, Vec3 } from '../core/index.ts';

/** Wrong where the truth is known; called another thing when looked at again; or simply not sure. */
export type FindKind = 'wrong' | 'inconsistent' | 'unsure';

/** A place worth looking at. */
export interface Find {
  readonly id: number;
  readonly kind: FindKind;
  /** Of the scene and frame that it was found in. */
  readonly scene: string;
  readonly frame: number;
  /** Metres relative to the cloud's origin. */
  readonly center: Vec3;
  readonly radiusM: number;
  readonly points: number;
  /** What the network says there, and the truth where it is known. */
  readonly said: string;
  readonly truth?: string | undefined;
  /** Mean confidence of the network there, 0–1. */
  readonly confidence: number;
  readonly note: string;
  readonly isKept: boolean;
  /** PNG as a data address, once it was drawn. */
  readonly picture?: string | undefined;
}

export interface DoubtSlice {
  /** The worst first; kept ones stay when others are looked for. */
  readonly finds: readonly Find[];
  /** The find that the camera flew to last. */
  readonly at?: number | undefined;
  /** What the last search could hold answers against. */
  readonly looks: readonly string[];
}

export interface DoubtState {
  readonly doubt: DoubtSlice;
}

export interface DoubtActions {
  /** Flies to the place where the network is least sure, and to the next one each time. */
  lookNext(): void;
  /** Looks at the scene in other ways and lists where the network is sure and yet wrong, or says something else. */
  findWeakSpots(): Promise<void>;
  flyToFind(id: number): void;
  keepFind(id: number, isKept: boolean): void;
  noteFind(id: number, note: string): void;
  dropFind(id: number): void;
  setFindPicture(id: number, picture: string): void;
  /** Writes the kept finds, or all where none is kept: as JSON, or with a table and the pictures in a ZIP. */
  exportFinds(as: 'json' | 'zip'): Promise<void>;
  /** Takes finds from a file that `exportFinds` wrote; the same place is there once. */
  readFinds(source: ByteSource): Promise<void>;
}

export const FIRST_DOUBT: DoubtState = { doubt: { finds: [], looks: [] } };
