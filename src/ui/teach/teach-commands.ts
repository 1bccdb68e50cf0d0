import { type AppStoreState, lackToTune, saidClasses } from '../../state/index.ts';
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
    id: 'teach.tune',
    title: 'Fine-tune the network to what was taught',
    group: 'Teach',
    words: 'learn train finetune gradient',
    when: (state) =>
      isReady(state) && ['off', 'done'].includes(state.tuning.status) && lackToTune(saidClasses(state)) === undefined,
    run: ({ store, dock }) => {
      dock.reveal('teach');
      void store.getState().startTuning();
    },
  },
  {
    id: 'teach.tune-pause',
    title: 'Pause fine-tuning',
    group: 'Teach',
    when: ({ tuning }) => tuning.status === 'running',
    run: ({ store }) => store.getState().pauseTuning(),
  },
  {
    id: 'teach.tune-on',
    title: 'Go on with fine-tuning',
    group: 'Teach',
    when: ({ tuning }) => tuning.status === 'paused',
    run: ({ store }) => store.getState().resumeTuning(),
  },
  {
    id: 'teach.tune-use',
    title: 'Use the fine-tuned network',
    group: 'Teach',
    when: ({ tuning, teach }) => tuning.status === 'done' && tuning.usedFor !== teach.clicks,
    run: ({ store }) => store.getState().useTuned(),
  },
  {
    id: 'teach.stop',
    title: 'Stop teaching',
    group: 'Teach',
    when: isReady,
    run: ({ store }) => store.getState().stopTeaching(),
  },
];
