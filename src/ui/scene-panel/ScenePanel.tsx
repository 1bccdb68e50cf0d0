import { Layers } from './Layers.tsx';
import { Legend } from './Legend.tsx';
import { SceneCard } from './SceneCard.tsx';

export function ScenePanel() {
  return (
    <>
      <SceneCard />
      <Layers />
      <Legend />
    </>
  );
}
