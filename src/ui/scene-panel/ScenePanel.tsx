import { Display } from './Display.tsx';
import { Legend } from './Legend.tsx';
import { Reading } from './Reading.tsx';
import { SceneCard } from './SceneCard.tsx';
import { SceneTree } from './SceneTree.tsx';
import { SequenceCard } from './SequenceCard.tsx';

export function ScenePanel() {
  return (
    <>
      <SceneCard />
      <SequenceCard />
      <SceneTree />
      <Legend />
      <Display />
      <Reading />
    </>
  );
}
