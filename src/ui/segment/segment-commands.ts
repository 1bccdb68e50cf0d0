import { type AppStoreState, SEGMENT_MODES, SEGMENT_TOOL, type SegmentMode } from '../../state/index.ts';
import type { Command } from '../commands/command.ts';

const isAtHand = ({ tool }: AppStoreState): boolean => tool === SEGMENT_TOOL;
const hasCurrent = (state: AppStoreState): boolean => isAtHand(state) && state.segment.current !== undefined;

export const MODE_TITLES: Readonly<Record<SegmentMode, string>> = {
  click: 'Click objects',
  brush: 'Brush',
  lasso: 'Lasso',
  box: 'Box',
};

const MODE_KEYS: Readonly<Record<SegmentMode, string>> = { click: 'q', brush: 'b', lasso: 'l', box: 'r' };

/** How many classes the number keys name; the palette and the panel name all. */
const KEYED_CLASSES = 9;

/** Segmenting from the keyboard and the palette. */
export const segmentCommands: readonly Command[] = [
  ...SEGMENT_MODES.map(
    (mode): Command => ({
      id: `segment.${mode}`,
      title: `Segment: ${MODE_TITLES[mode]}`,
      group: 'Segment',
      keys: [MODE_KEYS[mode]],
      words: 'select paint mask',
      when: isAtHand,
      run: ({ store }) => store.getState().setSegmentMode(mode),
    }),
  ),
  {
    id: 'segment.through',
    title: 'Brush, lasso and box: front surface or through',
    group: 'Segment',
    keys: ['x'],
    when: isAtHand,
    run: ({ store }) => store.getState().setSegmentThrough(!store.getState().segment.isThrough),
  },
  {
    id: 'segment.new',
    title: 'New object',
    group: 'Segment',
    keys: ['n'],
    words: 'accept done',
    when: isAtHand,
    run: ({ store }) => store.getState().newSegment(),
  },
  {
    id: 'segment.next',
    title: 'Next object',
    group: 'Segment',
    keys: ['Shift+n'],
    when: (state) => isAtHand(state) && state.segment.objects.length > 0,
    run: ({ store }) => store.getState().stepSegment(1),
  },
  {
    id: 'segment.grow',
    title: 'Grow the object',
    group: 'Segment',
    keys: [']'],
    when: hasCurrent,
    run: ({ store }) => store.getState().growSegment(),
  },
  {
    id: 'segment.shrink',
    title: 'Shrink the object',
    group: 'Segment',
    keys: ['['],
    when: hasCurrent,
    run: ({ store }) => store.getState().shrinkSegment(),
  },
  {
    id: 'segment.split',
    title: 'Split the object in two',
    group: 'Segment',
    keys: ['Shift+s'],
    when: hasCurrent,
    run: ({ store }) => store.getState().splitSegment(),
  },
  {
    id: 'segment.merge',
    title: 'Merge the object into the one before',
    group: 'Segment',
    keys: ['Shift+m'],
    when: hasCurrent,
    run: ({ store }) => store.getState().mergeSegment(),
  },
  {
    id: 'segment.remove',
    title: 'Remove the object',
    group: 'Segment',
    keys: ['Delete'],
    when: hasCurrent,
    run: ({ store }) => store.getState().removeSegment(),
  },
  ...Array.from(
    { length: KEYED_CLASSES },
    (_, index): Command => ({
      id: `segment.class-${index + 1}`,
      title: `Name the object: class ${index + 1} of the list`,
      series: 'Name the object: a class of the list',
      group: 'Segment',
      keys: [String(index + 1)],
      when: hasCurrent,
      run: ({ store }) => store.getState().setSegmentClass(index),
    }),
  ),
];
