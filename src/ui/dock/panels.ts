import {
  Film,
  GraduationCap,
  HelpCircle,
  Layers3,
  MousePointerClick,
  Scale,
  ScanSearch,
  Telescope,
  View,
} from 'lucide-react';
import { InspectorPanel } from '../inspector/InspectorPanel.tsx';
import { ScenePanel } from '../scene-panel/ScenePanel.tsx';
import { lazily, type Panel } from './panel.ts';

/**
 * Every panel, in the order of its side's tabs. What is not needed for the first picture comes lazily:
 * `component: lazily(async () => (await import('../judge/JudgePanel.tsx')).JudgePanel)`.
 */
export const PANELS: readonly Panel[] = [
  { id: 'scene', title: 'Scene', icon: Layers3, side: 'left', component: ScenePanel },
  { id: 'inspector', title: 'Inspector', icon: ScanSearch, side: 'right', component: InspectorPanel },
  {
    id: 'timeline',
    title: 'Timeline',
    icon: Film,
    side: 'bottom',
    component: lazily(async () => (await import('../timeline/Timeline.tsx')).Timeline),
    when: ({ scene }) => (scene?.frameCount ?? 0) > 1,
  },
  {
    id: 'view',
    title: 'View',
    icon: View,
    side: 'right',
    component: lazily(async () => (await import('../view-tools/ViewPanel.tsx')).ViewPanel),
  },
  {
    id: 'segment',
    title: 'Segment',
    icon: MousePointerClick,
    side: 'right',
    component: lazily(async () => (await import('../segment/SegmentPanel.tsx')).SegmentPanel),
  },
  {
    id: 'judge',
    title: 'Judge',
    icon: Scale,
    side: 'right',
    component: lazily(async () => (await import('../judge/JudgePanel.tsx')).JudgePanel),
  },
  {
    id: 'teach',
    title: 'Teach',
    icon: GraduationCap,
    side: 'right',
    component: lazily(async () => (await import('../teach/TeachPanel.tsx')).TeachPanel),
  },
  {
    id: 'doubt',
    title: 'Doubt',
    icon: Telescope,
    side: 'right',
    component: lazily(async () => (await import('../doubt/DoubtPanel.tsx')).DoubtPanel),
  },
  {
    id: 'why',
    title: 'Why',
    icon: HelpCircle,
    side: 'right',
    component: lazily(async () => (await import('../why/WhyPanel.tsx')).WhyPanel),
  },
];
