import { Download, TriangleAlert, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ShownLabels } from '../../state/index.ts';
import { Button } from '../controls/Button.tsx';
import { Select, type SelectOption } from '../controls/Select.tsx';
import { fileSize } from '../format.ts';
import { useApp } from '../store-context.ts';
import styles from './ExportDialog.module.css';

/** Which labels, which format, what it loses and weighs; then the file goes to the browser's downloads. */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const choice = useApp((state) => state.exportChoice);
  const setChoice = useApp((state) => state.setExportChoice);
  const offers = useApp((state) => state.exportOffers);
  const load = useApp((state) => state.loadExportOffers);
  const exportScene = useApp((state) => state.exportScene);
  const hasResult = useApp((state) => state.result !== undefined);
  const hasTruth = useApp((state) => state.scene?.truthLabelSet !== undefined || (state.scene?.truthBoxes ?? 0) > 0);
  const hasCorrections = useApp((state) => state.segment.objects.length > 0);
  const options = labelOptions(hasResult, hasTruth, hasCorrections);
  const labels = options.some(({ value }) => value === choice.labels) ? choice.labels : options[0]!.value;
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => void load(labels), [load, labels]);
  const offer = offers?.find(({ target }) => target.name === choice.target);
  const canExport = offer !== undefined && offer.refusal === undefined;
  const start = (): void => {
    if (!canExport) return;
    setChoice({ ...choice, labels });
    dialog.current?.close();
    void exportScene();
  };
  return (
    <dialog ref={dialog} className={styles['dialog']} aria-labelledby="export-title" closedby="any" onClose={onClose}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <header className={styles['header']}>
          <h2 id="export-title">Export</h2>
          <Button icon={X} iconOnly label="Close" onClick={() => dialog.current?.close()} />
        </header>
        <Select
          label="Labels"
          value={labels}
          options={options}
          onChange={(value: ShownLabels) => setChoice({ ...choice, labels: value })}
        />
        <div className={styles['columns']}>
          <fieldset className={styles['targets']} aria-label="Format">
            {offers === undefined && <p className={styles['waiting']}>Looking at the formats…</p>}
            {offers?.map(({ target, refusal, bytes }) => (
              <label key={target.name} className={styles['target']} data-refused={refusal !== undefined}>
                <input
                  type="radio"
                  name="export-target"
                  checked={target.name === choice.target}
                  // The first thing that the keyboard meets.
                  autoFocus={target.name === choice.target}
                  onChange={() => setChoice({ ...choice, target: target.name })}
                />
                <span>{target.title}</span>
                {refusal === undefined && <span className={styles['size']}>≈ {fileSize(bytes)}</span>}
              </label>
            ))}
          </fieldset>
          <section className={styles['details']} aria-live="polite" data-testid="export-details">
            {offer && (
              <>
                <h3>{offer.target.title}</h3>
                <p className={styles['about']}>
                  {sentence(offer.target.about)} ({offer.target.extensions.map((ending) => `.${ending}`).join(', ')})
                </p>
                {offer.refusal !== undefined && (
                  <p className={styles['refusal']}>
                    <TriangleAlert size={14} aria-hidden />
                    {offer.refusal}
                  </p>
                )}
                {canExport && offer.losses.length === 0 && <p className={styles['whole']}>It holds everything.</p>}
                {offer.losses.length > 0 && (
                  <ul className={styles['losses']}>
                    {offer.losses.map((loss) => (
                      <li key={loss}>{loss}</li>
                    ))}
                  </ul>
                )}
              </>
            )}
          </section>
        </div>
        <footer className={styles['footer']}>
          <p>Frame, axes, yaw and label ids are stated in the file or in a .frame.json beside it.</p>
          <Button label="Cancel" onClick={() => dialog.current?.close()} />
          <Button icon={Download} label="Export" tone="primary" type="submit" disabled={!canExport} />
        </footer>
      </form>
    </dialog>
  );
}

function labelOptions(hasResult: boolean, hasTruth: boolean, hasCorrections: boolean): SelectOption<ShownLabels>[] {
  return [
    ...(hasCorrections ? [{ value: 'corrected' as const, text: 'Corrected by hand' }] : []),
    ...(hasResult ? [{ value: 'predicted' as const, text: 'What the network sees' }] : []),
    ...(hasTruth ? [{ value: 'annotated' as const, text: 'Ground truth of the files' }] : []),
    { value: 'none', text: 'None: the cloud alone' },
  ];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
