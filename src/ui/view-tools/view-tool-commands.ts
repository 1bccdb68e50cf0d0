import {
  type AppStoreState,
  budgetStep,
  CLIP_TOOL,
  INSPECT_TOOL,
  MEASURE_TOOLS,
  POINT_BUDGETS,
} from '../../state/index.ts';
import type { Command, CommandContext } from '../commands/command.ts';
import { budgetText } from './BudgetControl.tsx';

const hasScene = ({ revision }: AppStoreState): boolean => revision > 0;
const PICTURE_SCALE = 2;

/** The next larger budget, or the next smaller one: said, since the control may not be on screen. */
const changeBudget =
  (by: 1 | -1) =>
  ({ store }: CommandContext): void => {
    const { viewTools, setPointBudget, toast } = store.getState();
    const at = POINT_BUDGETS.indexOf(budgetStep(viewTools.pointBudget));
    const next = POINT_BUDGETS[at + by];
    if (next === undefined) {
      toast(by > 0 ? 'All points are drawn while the view moves' : 'Fewer points than this are not drawn');
      return;
    }
    setPointBudget(next);
    toast(`Points while moving: ${budgetText(next).toLowerCase()}`);
  };

/** Of modes and tools: these stand before what is always there. */
export const viewModeCommands: readonly Command[] = [
  {
    id: 'view.land',
    title: 'Stop flying',
    group: 'View',
    keys: ['Escape'],
    when: ({ viewTools }) => viewTools.navigation === 'fly',
    run: ({ store }) => store.getState().setNavigation('orbit'),
  },
  {
    id: 'measure.cancel',
    title: 'Take back the begun measure',
    group: 'Tool',
    keys: ['Escape'],
    when: ({ viewTools }) => viewTools.draft !== undefined,
    run: ({ store }) => store.getState().cancelMeasure(),
  },
  {
    id: 'view.leaveTool',
    title: 'Back to inspecting',
    group: 'Tool',
    keys: ['Escape'],
    when: ({ tool }) => tool === CLIP_TOOL || Object.hasOwn(MEASURE_TOOLS, tool),
    run: ({ store }) => store.getState().setTool(INSPECT_TOOL),
  },
];

export const viewToolCommands: readonly Command[] = [
  {
    id: 'view.front',
    title: 'View from the front',
    group: 'View',
    keys: ['Shift+t'],
    when: hasScene,
    run: ({ view }) => view.setView('front'),
  },
  {
    id: 'view.side',
    title: 'View from the side',
    group: 'View',
    when: hasScene,
    run: ({ view }) => view.setView('side'),
  },
  {
    id: 'view.projection',
    title: 'Parallel or perspective view',
    group: 'View',
    keys: ['Shift+p'],
    words: 'orthographic',
    when: hasScene,
    run: ({ store }) => {
      const { viewTools, setProjection } = store.getState();
      setProjection(viewTools.projection === 'perspective' ? 'orthographic' : 'perspective');
    },
  },
  {
    id: 'view.fly',
    title: 'Fly with W A S D',
    group: 'View',
    keys: ['Shift+f'],
    words: 'walk first person',
    when: hasScene,
    run: ({ store }) => store.getState().setNavigation('fly'),
  },
  {
    id: 'view.split',
    title: 'Two linked views, or one',
    group: 'View',
    words: 'split compare side by side',
    when: hasScene,
    run: ({ store }) => {
      const { viewTools, view, scene, setSplit } = store.getState();
      const other = view.colorMode === 'class' && scene?.truthLabelSet !== undefined ? 'truth' : 'height';
      setSplit(viewTools.splitMode === undefined ? other : undefined);
    },
  },
  {
    id: 'view.morePoints',
    title: 'More points while moving',
    group: 'View',
    keys: ['>'],
    words: 'budget detail slower',
    when: hasScene,
    run: changeBudget(1),
  },
  {
    id: 'view.fewerPoints',
    title: 'Fewer points while moving',
    group: 'View',
    keys: ['<'],
    words: 'budget detail faster',
    when: hasScene,
    run: changeBudget(-1),
  },
  {
    id: 'view.save',
    title: 'Save this view',
    group: 'View',
    words: 'bookmark',
    when: hasScene,
    run: ({ store, view }) => {
      const seen = view.tools.seenFrom();
      if (seen) store.getState().saveView(seen);
    },
  },
  {
    id: 'view.writeViews',
    title: 'Write the saved views (JSON)',
    group: 'File',
    keys: ['Shift+e'],
    words: 'export bookmarks download',
    when: ({ viewTools }) => viewTools.savedViews.length > 0,
    run: ({ store }) => store.getState().exportViews(),
  },
  {
    id: 'view.readViews',
    title: 'Read saved views (JSON)',
    group: 'File',
    keys: ['Shift+o'],
    words: 'import bookmarks load',
    when: hasScene,
    run: ({ page }) => page.openViews(),
  },
  {
    id: 'view.picture',
    title: 'Save a picture (PNG)',
    group: 'File',
    words: 'screenshot',
    when: hasScene,
    run: ({ view }) => void view.tools.savePicture({ scale: PICTURE_SCALE, hasLegend: true }),
  },
  {
    id: 'cut.scene',
    title: 'Clip box about the scene',
    group: 'Show',
    words: 'crop section',
    when: hasScene,
    run: ({ store }) => {
      store.getState().clipTo('scene');
      store.getState().setTool(CLIP_TOOL);
    },
  },
  {
    id: 'cut.selection',
    title: 'Clip box about the selection',
    group: 'Show',
    words: 'crop isolate',
    when: ({ selectedPoint }) => selectedPoint !== undefined,
    run: ({ store }) => {
      store.getState().clipTo('selection');
      store.getState().setTool(CLIP_TOOL);
    },
  },
  {
    id: 'cut.remove',
    title: 'Show everything: no clip box, no slice',
    group: 'Show',
    when: ({ viewTools }) => viewTools.clip !== undefined || viewTools.slice !== undefined,
    run: ({ store }) => {
      const { viewTools, setClip, setSlice } = store.getState();
      if (viewTools.clip) setClip(undefined);
      if (viewTools.slice) setSlice(undefined);
    },
  },
];
