import {
  Box,
  GraduationCap,
  type LucideIcon,
  MousePointer2,
  MousePointerClick,
  MoveVertical,
  Ruler,
  TriangleRight,
} from 'lucide-react';
import { type AppStoreState, CLIP_TOOL, INSPECT_TOOL, SEGMENT_TOOL, TEACH_TOOL } from '../../state/index.ts';

/** What a click in the picture means. */
export interface Tool {
  readonly id: string;
  readonly title: string;
  readonly icon: LucideIcon;
  readonly keys?: readonly string[];
  /** What mouse, finger and keys do while the tool is at hand, for the status bar: ["Click", "inspect"]. */
  readonly hints: readonly (readonly [gesture: string, meaning: string])[];
  when?(state: AppStoreState): boolean;
}

const hasScene = ({ revision }: AppStoreState): boolean => revision > 0;

/** In the order of the tool strip. Commands and keys follow from it. */
export const TOOLS: readonly Tool[] = [
  {
    id: INSPECT_TOOL,
    title: 'Inspect',
    icon: MousePointer2,
    keys: ['v'],
    hints: [
      ['Click', 'inspect'],
      ['Drag', 'turn'],
      ['Right-drag', 'move'],
      ['Wheel', 'zoom'],
      ['Double-click', 'turn about it'],
    ],
  },
  {
    id: TEACH_TOOL,
    title: 'Teach',
    icon: GraduationCap,
    when: ({ teach }) => teach.status === 'ready',
    hints: [
      ['Click', 'this is the chosen class'],
      ['Ctrl+Z', 'take it back'],
      ['Drag', 'turn'],
    ],
  },
  {
    id: SEGMENT_TOOL,
    title: 'Segment',
    icon: MousePointerClick,
    keys: ['s'],
    when: hasScene,
    hints: [
      ['Click', 'add'],
      ['Right-click', 'take away'],
      ['N', 'new object'],
      ['1–9', 'class'],
      ['B L R', 'brush, lasso, box'],
      ['Drag', 'turn'],
    ],
  },
  {
    id: 'measure-distance',
    title: 'Measure a distance',
    icon: Ruler,
    keys: ['m'],
    when: hasScene,
    hints: [
      ['Click', 'two points'],
      ['Drag', 'turn'],
      ['Esc', 'end'],
    ],
  },
  {
    id: 'measure-height',
    title: 'Measure a height',
    icon: MoveVertical,
    when: hasScene,
    hints: [
      ['Click', 'two points'],
      ['Drag', 'turn'],
      ['Esc', 'end'],
    ],
  },
  {
    id: 'measure-angle',
    title: 'Measure an angle',
    icon: TriangleRight,
    when: hasScene,
    hints: [
      ['Click', 'arm, corner, arm'],
      ['Drag', 'turn'],
      ['Esc', 'end'],
    ],
  },
  {
    id: CLIP_TOOL,
    title: 'Clip box',
    icon: Box,
    keys: ['c'],
    when: hasScene,
    hints: [
      ['White handle', 'move a face'],
      ['Yellow handle', 'turn the box'],
      ['Arrows on a handle', 'small steps'],
      ['Esc', 'done'],
    ],
  },
];
