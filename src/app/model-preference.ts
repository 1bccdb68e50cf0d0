import { LOOK_COUNTS, type LooksChoice, type ModelChoice } from '../state/index.ts';

const KEY = 'voxelens.model';
const LOOKS_KEY = 'voxelens.looks';

/** What of a device says how much work it can do. */
export interface DeviceTraits {
  readonly hasCoarsePointer: boolean;
  /** Of the screen's two sides, CSS pixels. */
  readonly shorterSidePx: number;
  /** As the browser tells it, rounded; undefined where it does not. */
  readonly memoryGb?: number | undefined;
}

/** A phone's screen is narrower than this, a tablet's is not. */
const PHONE_SIDE_PX = 600;
const LITTLE_MEMORY_GB = 2;

/** The tiny models on phones and on devices with little memory. */
export function defaultModel({ hasCoarsePointer, shorterSidePx, memoryGb }: DeviceTraits): ModelChoice {
  const isPhone = hasCoarsePointer && shorterSidePx < PHONE_SIDE_PX;
  const isSmall = memoryGb !== undefined && memoryGb <= LITTLE_MEMORY_GB;
  return isPhone || isSmall ? 'auto-tiny' : 'auto';
}

export function traitsOfDevice(): DeviceTraits {
  return {
    hasCoarsePointer: matchMedia('(pointer: coarse)').matches,
    shorterSidePx: Math.min(screen.width, screen.height),
    memoryGb: (navigator as { readonly deviceMemory?: number }).deviceMemory,
  };
}

/** The choice of an earlier visit. */
export function rememberedModel(storage: () => Storage = () => localStorage): ModelChoice | undefined {
  try {
    return storage().getItem(KEY) ?? undefined;
  } catch {
    return undefined; // the browser keeps nothing here: each visit begins anew
  }
}

export function rememberModel(choice: ModelChoice, storage: () => Storage = () => localStorage): void {
  try {
    storage().setItem(KEY, choice);
  } catch {
    // The choice holds for this visit.
  }
}

/** How many times an earlier visit had models look. */
export function rememberedLooks(storage: () => Storage = () => localStorage): LooksChoice | undefined {
  try {
    const kept = storage().getItem(LOOKS_KEY);
    return LOOK_COUNTS.find((count) => String(count) === kept);
  } catch {
    return undefined;
  }
}

export function rememberLooks(looks: LooksChoice, storage: () => Storage = () => localStorage): void {
  try {
    storage().setItem(LOOKS_KEY, String(looks));
  } catch {
    // As above.
  }
}
