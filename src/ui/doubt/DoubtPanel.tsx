import { Crosshair, FileArchive, FileJson, FolderInput, Telescope } from 'lucide-react';
import { useRef } from 'react';
import type { ColorMode } from '../../state/index.ts';
import { useCommands } from '../commands/command-context.ts';
import { Button } from '../controls/Button.tsx';
import parts from '../controls/PanelParts.module.css';
import { Section } from '../controls/Section.tsx';
import { useIntake } from '../intake.ts';
import { useApp } from '../store-context.ts';
import styles from './DoubtPanel.module.css';
import { FindRow } from './FindRow.tsx';

const MEASURES: readonly (readonly [mode: ColorMode, label: string])[] = [
  ['confidence', 'Confidence'],
  ['margin', 'Margin'],
  ['entropy', 'Entropy'],
  ['instability', 'Other looks'],
];

/** Where the network is not sure, and where it is sure but should not be. */
export function DoubtPanel() {
  const hasResult = useApp((state) => state.result !== undefined);
  if (!hasResult) return <p className={parts['empty']}>Doubts appear when a scene is understood.</p>;
  return (
    <>
      <Colours />
      <Search />
      <Finds />
    </>
  );
}

function Colours() {
  const mode = useApp((state) => state.view.colorMode);
  const hasLooks = useApp((state) => state.doubt.looks.length > 0);
  const setColorMode = useApp((state) => state.setColorMode);
  return (
    <Section title="Colour by doubt">
      <div className={parts['buttons']}>
        {MEASURES.map(([measure, label]) => (
          <Button
            key={measure}
            label={label}
            pressed={mode === measure}
            disabled={measure === 'instability' && !hasLooks}
            onClick={() => setColorMode(mode === measure ? 'class' : measure)}
          />
        ))}
      </div>
    </Section>
  );
}

function Search() {
  const looks = useApp((state) => state.doubt.looks);
  const isBusy = useApp((state) => state.activity !== undefined);
  const { keyHint } = useCommands();
  const lookNext = useApp((state) => state.lookNext);
  const findWeakSpots = useApp((state) => state.findWeakSpots);
  return (
    <Section title="Look for places">
      <div className={parts['rows']}>
        <div className={parts['buttons']}>
          <Button
            icon={Crosshair}
            label="Next place to look"
            title={`The place where the network is least sure${keyHint('doubt.next')}`}
            onClick={lookNext}
          />
          <Button icon={Telescope} label="Find weak spots" disabled={isBusy} onClick={() => void findWeakSpots()} />
        </div>
        <p className={parts['note']}>
          {looks.length === 0
            ? 'Weak spots are where the network is sure and yet wrong, or says something else when it looks again: turned, with fewer points, in other voxels.'
            : `Looked again ${looks.join(', ')}.`}
        </p>
      </div>
    </Section>
  );
}

function Finds() {
  const finds = useApp((state) => state.doubt.finds);
  return (
    <Section title="Finds" grow>
      <div className={parts['rows']}>
        <FindFiles />
        {finds.length === 0 ? (
          <p className={parts['note']}>
            Nothing found yet. Keep what matters, add a note, and write the list as a file, or read one.
          </p>
        ) : (
          <ol className={styles['list']} aria-label="Finds">
            {finds.map((find) => (
              <FindRow key={find.id} find={find} />
            ))}
          </ol>
        )}
      </div>
    </Section>
  );
}

/** Kept finds go out as a list, with a table and the pictures where they should; and come back. */
function FindFiles() {
  const finds = useApp((state) => state.doubt.finds);
  const exportFinds = useApp((state) => state.exportFinds);
  const intake = useIntake();
  const input = useRef<HTMLInputElement>(null);
  const kept = finds.filter(({ isKept }) => isKept).length;
  const which = kept > 0 ? `The ${kept} kept` : 'All, as none is kept';
  const hasFinds = finds.length > 0;
  return (
    <div className={parts['buttons']}>
      <Button
        icon={FileJson}
        label="Write JSON"
        title={`${which}: one file, pictures in it`}
        disabled={!hasFinds}
        onClick={() => void exportFinds('json')}
      />
      <Button
        icon={FileArchive}
        label="Write ZIP"
        title={`${which}: JSON, a table (CSV) and the pictures`}
        disabled={!hasFinds}
        onClick={() => void exportFinds('zip')}
      />
      <Button
        icon={FolderInput}
        label="Read a list"
        title="A JSON or ZIP file that was written here"
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        accept=".json,.zip"
        hidden
        data-testid="finds-input"
        aria-label="List of finds"
        onChange={({ currentTarget }) => {
          if (currentTarget.files?.length) intake.takeFinds(currentTarget.files);
          currentTarget.value = '';
        }}
      />
    </div>
  );
}
