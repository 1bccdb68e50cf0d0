import { Display } from './Display.tsx';
import { Legend } from './Legend.tsx';
import { SceneCard } from './SceneCard.tsx';
import { SceneTree } from './SceneTree.tsx';

export function ScenePanel() {
  return (
    <>
      <SceneCard />
      <SceneTree />
      <Display />
      <Legend />
    </>
  );
}
