import { useShallow } from 'zustand/react/shallow';
import { availableColorModes, COLOR_MODE_NAMES, type ColorMode, type NavigationMode } from '../../state/index.ts';
import { Button } from '../controls/Button.tsx';
import { Section } from '../controls/Section.tsx';
import { Select } from '../controls/Select.tsx';
import { useApp } from '../store-context.ts';
import { type NamedView, useView } from '../view-controls.ts';
import { BudgetControl } from './BudgetControl.tsx';
import { Choice } from './Choice.tsx';
import styles from './ViewPanel.module.css';

const VIEWS: readonly { view: NamedView; label: string; title: string }[] = [
  { view: 'top', label: 'Top', title: 'From above' },
  { view: 'front', label: 'Front', title: 'Along +y' },
  { view: 'side', label: 'Side', title: 'Along −x' },
  { view: 'perspective', label: 'Corner', title: 'From an angle' },
];

const PROJECTIONS = [
  { value: 'perspective', text: 'Perspective' },
  { value: 'orthographic', text: 'Parallel', title: 'Orthographic: lengths do not shrink with distance' },
] as const;

const NAVIGATION: readonly { value: NavigationMode; text: string }[] = [
  { value: 'orbit', text: 'Orbit' },
  { value: 'fly', text: 'Fly' },
];

/** Projection, named views, orbit or fly, a second view, and how much is drawn while the view moves. */
export function CameraSection() {
  const view = useView();
  const { projection, navigation, splitMode } = useApp((state) => state.viewTools);
  const modes = useApp(useShallow(availableColorModes));
  const setProjection = useApp((state) => state.setProjection);
  const setNavigation = useApp((state) => state.setNavigation);
  const setSplit = useApp((state) => state.setSplit);
  return (
    <Section title="Camera">
      <div className={styles['rows']}>
        <Choice label="Projection" value={projection} options={PROJECTIONS} onChange={setProjection} />
        <div className={styles['buttons']}>
          {VIEWS.map(({ view: name, label, title }) => (
            <Button key={name} label={label} title={title} onClick={() => view.setView(name)} />
          ))}
        </div>
        <Choice label="Move by" value={navigation} options={NAVIGATION} onChange={setNavigation} />
        {navigation === 'fly' && (
          <p className={styles['note']}>
            W A S D fly, Q and E sink and rise, drag looks around. The wheel sets the speed; Shift is faster, Alt
            slower.
          </p>
        )}
        <Select
          label="Second view"
          value={splitMode ?? 'none'}
          options={[
            { value: 'none', text: 'None' },
            ...modes.map((mode) => ({ value: mode, text: `Colour by ${COLOR_MODE_NAMES[mode]}` })),
          ]}
          onChange={(mode: ColorMode | 'none') => setSplit(mode === 'none' ? undefined : mode)}
        />
        <BudgetControl />
      </div>
    </Section>
  );
}
