import { useSyncExternalStore } from 'react';

/** Where the top bar has no room for the model: a phone held upright. The inspector shows it there. */
const NARROW = '(max-width: 620px)';

export function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia(NARROW);
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => matchMedia(NARROW).matches,
  );
}
