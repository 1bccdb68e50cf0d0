import { useApp } from '../store-context.ts';
import { CameraSection } from './CameraSection.tsx';
import { CutSection } from './CutSection.tsx';
import { MeasureSection } from './MeasureSection.tsx';
import { PictureSection } from './PictureSection.tsx';
import { SavedViewsSection } from './SavedViewsSection.tsx';
import styles from './ViewPanel.module.css';

/** How the scene is looked at: camera, cuts, measures, kept views, pictures. */
export function ViewPanel() {
  const hasScene = useApp((state) => state.revision > 0);
  if (!hasScene) return <p className={styles['empty']}>Views, cuts and measures appear with a scene.</p>;
  return (
    <>
      <CameraSection />
      <CutSection />
      <MeasureSection />
      <SavedViewsSection />
      <PictureSection />
    </>
  );
}
