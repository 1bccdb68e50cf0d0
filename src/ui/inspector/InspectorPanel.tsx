import { useApp } from '../store-context.ts';
import { PointInspector } from './PointInspector.tsx';
import { Summary } from './Summary.tsx';

export function InspectorPanel() {
  const selectedPoint = useApp((state) => state.selectedPoint);
  return selectedPoint === undefined ? <Summary /> : <PointInspector point={selectedPoint} />;
}
