export type ThemeChoice = 'system' | 'light' | 'dark';

const KEY = 'voxelens.theme';

/** The choice of an earlier visit; the system's without one. */
export function rememberedTheme(storage: () => Storage = () => localStorage): ThemeChoice {
  try {
    const kept = storage().getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system'; // the browser keeps nothing here
  }
}

export function rememberTheme(choice: ThemeChoice, storage: () => Storage = () => localStorage): void {
  try {
    storage().setItem(KEY, choice);
  } catch {
    // The choice holds for this visit.
  }
}
