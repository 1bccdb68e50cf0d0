import {
  type AppStore,
  type AppStoreState,
  availableColorModes,
  COLOR_MODE_NAMES,
  COLOR_MODES,
} from '../../state/index.ts';
import type { Command, CommandContext } from './command.ts';

const TURN_RAD = Math.PI / 24;
const hasScene = ({ revision }: AppStoreState): boolean => revision > 0;

function turn(id: string, title: string, key: string, azimuthRad: number, elevationRad: number): Command {
  return {
    id,
    title,
    group: 'View',
    keys: [key],
    when: hasScene,
    run: ({ view }) => view.orbit(azimuthRad, elevationRad),
  };
}

/** Colours, camera and points. */
export const pictureCommands: readonly Command[] = [
  ...COLOR_MODES.map(
    (mode, index): Command => ({
      id: `colour.${mode}`,
      title: `Colour by ${COLOR_MODE_NAMES[mode]}`,
      group: 'Colour',
      // The first seven have a number; other features use the rest.
      ...(index < 7 && { keys: [String(index + 1)] }),
      when: (state) => availableColorModes(state).includes(mode),
      run: ({ store }) => store.getState().setColorMode(mode),
    }),
  ),
  { id: 'view.fit', title: 'Fit the scene', group: 'View', keys: ['f'], when: hasScene, run: ({ view }) => view.fit() },
  {
    id: 'view.top',
    title: 'View from above',
    group: 'View',
    keys: ['t'],
    words: 'bird bev',
    when: hasScene,
    run: ({ view }) => view.setView('top'),
  },
  {
    id: 'view.perspective',
    title: 'View from an angle',
    group: 'View',
    keys: ['p'],
    words: 'perspective',
    when: hasScene,
    run: ({ view }) => view.setView('perspective'),
  },
  turn('view.left', 'Turn left', 'ArrowLeft', -TURN_RAD, 0),
  turn('view.right', 'Turn right', 'ArrowRight', TURN_RAD, 0),
  turn('view.up', 'Turn up', 'ArrowUp', 0, TURN_RAD),
  turn('view.down', 'Turn down', 'ArrowDown', 0, -TURN_RAD),
  { id: 'view.zoomIn', title: 'Zoom in', group: 'View', keys: ['z'], when: hasScene, run: zoom(1.25) },
  { id: 'view.zoomOut', title: 'Zoom out', group: 'View', keys: ['x'], when: hasScene, run: zoom(1 / 1.25) },
  {
    id: 'point.inspectMiddle',
    title: 'Inspect the point in the middle',
    group: 'Point',
    keys: ['i'],
    when: hasScene,
    run: ({ view }) => void view.inspectMiddle(),
  },
  {
    id: 'point.smaller',
    title: 'Smaller points',
    group: 'Point',
    keys: ['-'],
    run: ({ store }) => resize(store, 1 / 1.25),
  },
  {
    id: 'point.larger',
    title: 'Larger points',
    group: 'Point',
    keys: ['=', '+'],
    run: ({ store }) => resize(store, 1.25),
  },
];

function zoom(factor: number): (context: CommandContext) => void {
  return ({ view }) => view.zoom(factor);
}

function resize(store: AppStore, factor: number): void {
  const { view, setPointSize } = store.getState();
  setPointSize(view.pointSizeMode, Math.round(view.pointSize * factor * 4) / 4);
}
