import type { AppStoreState } from '../../state/index.ts';
import type { Command } from '../commands/command.ts';

const hasResult = ({ result }: AppStoreState): boolean => result !== undefined;

export const whyCommands: readonly Command[] = [
  {
    id: 'why.ask',
    title: 'Why is this point what it is',
    group: 'Point',
    words: 'explain similar more like this voxel',
    when: (state) => hasResult(state) && state.selectedPoint !== undefined,
    run: ({ store, dock }) => {
      dock.reveal('why');
      void store.getState().askWhy();
    },
  },
  {
    id: 'why.features',
    title: 'Colour by features of the network',
    group: 'Colour',
    words: 'pca embedding',
    when: hasResult,
    run: ({ store }) => void store.getState().showFeatureColors(),
  },
];
