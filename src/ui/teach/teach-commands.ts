import type { AppStoreState } from '../../state/index.ts';
import type { Command } from '../commands/command.ts';

const isReady = ({ teach }: AppStoreState): boolean => teach.status === 'ready';

export const teachCommands: readonly Command[] = [
  {
    id: 'teach.start',
    title: 'Teach on this scene',
    group: 'Teach',
    words: 'learn click class train refit',
    when: ({ teach, result }) => teach.status === 'off' && result !== undefined,
    run: ({ store, dock }) => {
      dock.reveal('teach');
      void store.getState().startTeaching();
    },
  },
  {
    id: 'teach.forget',
    title: 'Forget all clicks',
    group: 'Teach',
    when: (state) => isReady(state) && state.teach.clicks.length > 0,
    run: ({ store }) => store.getState().forgetClicks(),
  },
  {
    id: 'teach.stop',
    title: 'Stop teaching',
    group: 'Teach',
    when: isReady,
    run: ({ store }) => store.getState().stopTeaching(),
  },
];
