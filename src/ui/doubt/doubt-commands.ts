import type { AppStoreState } from '../../state/index.ts';
import type { Command } from '../commands/command.ts';

const hasResult = ({ result }: AppStoreState): boolean => result !== undefined;

export const doubtCommands: readonly Command[] = [
  {
    id: 'doubt.next',
    title: 'Next place to look',
    group: 'Judge',
    keys: ['n'],
    panel: 'doubt',
    words: 'doubt unsure uncertainty',
    when: hasResult,
    run: ({ store }) => store.getState().lookNext(),
  },
  {
    id: 'doubt.weakSpots',
    title: 'Find weak spots',
    group: 'Judge',
    words: 'doubt inconsistent errors hard',
    when: (state) => hasResult(state) && state.activity === undefined,
    run: ({ store, dock }) => {
      dock.reveal('doubt');
      void store.getState().findWeakSpots();
    },
  },
];
