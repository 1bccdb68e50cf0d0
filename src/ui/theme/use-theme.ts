import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { AppStore, Theme } from '../../state/index.ts';
import { rememberedTheme, rememberTheme, type ThemeChoice } from './theme.ts';

const LIGHT = '(prefers-color-scheme: light)';

/** The theme that was chosen, and how to choose another one. The document carries it as `data-theme`, the picture has it from the store. */
export function useTheme(store: AppStore): readonly [ThemeChoice, (choice: ThemeChoice) => void] {
  const [choice, setChoice] = useState(() => rememberedTheme());
  const system = useSyncExternalStore<Theme>(
    (changed) => {
      const query = matchMedia(LIGHT);
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => (matchMedia(LIGHT).matches ? 'light' : 'dark'),
  );
  const theme = choice === 'system' ? system : choice;
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    store.getState().setTheme(theme);
  }, [store, theme]);
  const choose = useCallback((next: ThemeChoice): void => {
    rememberTheme(next);
    setChoice(next);
  }, []);
  return [choice, choose];
}
