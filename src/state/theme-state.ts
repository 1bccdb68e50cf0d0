import type { AppStoreState } from './app-state.ts';

export type Theme = 'dark' | 'light';

export interface ThemeState {
  /** Of the page and of the picture's background. */
  readonly theme: Theme;
}

export interface ThemeActions {
  setTheme(theme: Theme): void;
}

export const FIRST_THEME: ThemeState = { theme: 'dark' };

export function themeActions(set: (update: Partial<AppStoreState>) => void): ThemeActions {
  return { setTheme: (theme) => set({ theme }) };
}
