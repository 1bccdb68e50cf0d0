import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { rememberedTheme, rememberTheme, type Theme, type ThemeChoice } from './theme.ts';

const LIGHT = '(prefers-color-scheme: light)';

/** The theme on screen, and how to choose another one. The document carries it as `data-theme`. */
export function useTheme(): readonly [Theme, ThemeChoice, (choice: ThemeChoice) => void] {
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
  }, [theme]);
  const choose = useCallback((next: ThemeChoice): void => {
    rememberTheme(next);
    setChoice(next);
  }, []);
  return [theme, choice, choose];
}
