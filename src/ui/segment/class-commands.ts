import { labelSet } from '../../core/index.ts';
import { type AppStoreState, SEGMENT_TOOL } from '../../state/index.ts';
import type { Command } from '../commands/command.ts';

/** Every class by its name, for the palette, while an object is at hand. */
export function segmentClassCommands({ tool, segment }: AppStoreState): readonly Command[] {
  if (tool !== SEGMENT_TOOL || segment.current === undefined || segment.labelSet === undefined) return [];
  return labelSet(segment.labelSet).classes.map(
    ({ name }, classId): Command => ({
      id: `segment.name-${classId}`,
      title: `The object is: ${name}`,
      group: 'Segment',
      words: 'class label assign',
      run: ({ store }) => store.getState().setSegmentClass(classId),
    }),
  );
}
