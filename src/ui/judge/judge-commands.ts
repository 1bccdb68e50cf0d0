import { worstConfusions } from '../../inspection/index.ts';
import type { AppStoreState } from '../../state/index.ts';
import type { Command } from '../commands/command.ts';
import { peek } from './peek.ts';
import { confusionTitle } from './titles.ts';

const hasFound = ({ judge }: AppStoreState): boolean => judge.found !== undefined;
const hasSecond = ({ compare }: AppStoreState): boolean => compare.model !== undefined;

/** Judging from the keyboard and the palette. */
export const judgeCommands: readonly Command[] = [
  {
    id: 'judge.next',
    title: 'Next group of the points that are lit up',
    group: 'Judge',
    keys: ['n'],
    panel: 'judge',
    words: 'error cluster step',
    when: hasFound,
    run: ({ store }) => store.getState().stepFound(1),
  },
  {
    id: 'judge.previous',
    title: 'Group before',
    group: 'Judge',
    keys: ['Shift+n'],
    panel: 'judge',
    words: 'error cluster step',
    when: hasFound,
    run: ({ store }) => store.getState().stepFound(-1),
  },
  {
    id: 'judge.clear',
    title: 'Show all points again',
    group: 'Judge',
    words: 'highlight clear error',
    when: hasFound,
    run: ({ store }) => store.getState().clearFound(),
  },
  {
    id: 'judge.worst',
    title: 'Show the worst error',
    group: 'Judge',
    words: 'confusion matrix mistake',
    when: ({ judge }) => judge.report?.semantic !== undefined,
    run: ({ store, dock }) => {
      const { judge, findErrors } = store.getState();
      const semantic = judge.report?.semantic;
      const [worst] = semantic ? worstConfusions(semantic, 1) : [];
      if (!worst) return;
      const { truth, predicted } = worst;
      const name = (classId: number): string => judge.report?.mapping.classes[classId]?.name ?? 'no answer';
      dock.reveal('judge');
      void findErrors({ kind: 'cell', truth, predicted }, confusionTitle(name, truth, predicted));
    },
  },
  {
    id: 'judge.flip',
    title: 'Flip to the other result, or hold to peek',
    group: 'Judge',
    keys: ['k'],
    words: 'compare second model switch',
    when: hasSecond,
    run: ({ store }) => peek('k', () => store.getState().flip(!store.getState().compare.isFlipped)),
  },
  {
    id: 'judge.sideBySide',
    title: 'Both results side by side',
    group: 'Judge',
    words: 'compare second model split',
    when: hasSecond,
    run: ({ store }) => {
      const { viewTools, setSplit } = store.getState();
      setSplit(viewTools.splitMode === 'second' ? undefined : 'second');
    },
  },
];
