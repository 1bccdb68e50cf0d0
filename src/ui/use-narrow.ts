import { useMedia } from './use-media.ts';

/** Where the top bar has no room for the model: a phone held upright. The inspector shows it there. */
export function useNarrow(): boolean {
  return useMedia('(max-width: 620px)');
}
