import { INSPECT_TOOL } from '../../state/index.ts';
import type { Command } from './command.ts';

/** What is shown of the scene, and the way out of everything. */
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
