import type { LucideIcon } from 'lucide-react';
import { type ComponentType, lazy } from 'react';
import type { AppStoreState } from '../../state/index.ts';

export const SIDES = ['left', 'right', 'bottom'] as const;
export type Side = (typeof SIDES)[number];

/** Something that stands beside the picture, as a tab of one of its sides. */
export interface Panel {
  readonly id: string;
  readonly title: string;
  readonly icon: LucideIcon;
  /** Where it is until the person moves it. */
  readonly side: Side;
  readonly component: ComponentType;
  /** Without it always. */
  when?(state: AppStoreState): boolean;
}

/** A panel whose code is fetched when it is first shown. */
export function lazily(load: () => Promise<ComponentType>): ComponentType {
  return lazy(async () => ({ default: await load() }));
}
