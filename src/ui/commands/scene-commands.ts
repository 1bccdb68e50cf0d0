import { type AppStore, type AppStoreState, INSPECT_TOOL } from '../../state/index.ts';
import type { Command } from './command.ts';

const isSequence = ({ scene }: AppStoreState): boolean => (scene?.frameCount ?? 0) > 1;

/** What is shown of the scene, and which frame of it. */
export const sceneCommands: readonly Command[] = [
  {
    id: 'show.boxes',
    title: 'Show or hide boxes',
    group: 'Show',
    keys: ['b'],
    run: ({ store }) => store.getState().setShowBoxes(!store.getState().view.showBoxes),
  },
  {
    id: 'show.truthBoxes',
    title: 'Show or hide truth boxes',
    group: 'Show',
    keys: ['Shift+b'],
    when: ({ scene }) => (scene?.truthBoxes ?? 0) > 0,
    run: ({ store }) => store.getState().setShowTruthBoxes(!store.getState().view.showTruthBoxes),
  },
  {
    id: 'show.allClasses',
    title: 'Show all classes',
    group: 'Show',
    keys: ['h'],
    run: ({ store }) => store.getState().showAllClasses(),
  },
  {
    id: 'sequence.previous',
    title: 'Previous frame',
    group: 'Sequence',
    keys: [','],
    when: isSequence,
    run: ({ store }) => step(store, -1),
  },
  {
    id: 'sequence.next',
    title: 'Next frame',
    group: 'Sequence',
    keys: ['.'],
    when: isSequence,
    run: ({ store }) => step(store, 1),
  },
  {
    id: 'sequence.first',
    title: 'First frame',
    group: 'Sequence',
    keys: ['Home'],
    when: isSequence,
    run: ({ store }) => void store.getState().setFrame(0),
  },
  {
    id: 'sequence.last',
    title: 'Last frame',
    group: 'Sequence',
    keys: ['End'],
    when: isSequence,
    run: ({ store }) => void store.getState().setFrame((store.getState().scene?.frameCount ?? 1) - 1),
  },
  {
    id: 'page.escape',
    title: 'Cancel the work, else leave the tool, else deselect',
    group: 'Page',
    keys: ['Escape'],
    run: ({ store }) => {
      const { activity, cancel, tool, setTool, select, selectedPoint, problem, dismissProblem } = store.getState();
      if (activity) cancel();
      else if (tool !== INSPECT_TOOL) setTool(INSPECT_TOOL);
      else if (selectedPoint !== undefined) select(undefined);
      else if (problem) dismissProblem();
    },
  },
];

function step(store: AppStore, by: number): void {
  const { scene, setFrame } = store.getState();
  if (scene) void setFrame(scene.frame + by);
}
