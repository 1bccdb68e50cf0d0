import { type LucideIcon, MousePointer2 } from 'lucide-react';
import { type AppStoreState, INSPECT_TOOL } from '../../state/index.ts';

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
];
