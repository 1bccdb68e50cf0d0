import { Star, Trash2 } from 'lucide-react';
import { useEffect } from 'react';
import { drawThumbnail } from '../../inspection/index.ts';
import { colorsOf, type Find, type FindKind } from '../../state/index.ts';
import { Button } from '../controls/Button.tsx';
import parts from '../controls/PanelParts.module.css';
import { count } from '../format.ts';
import { useApp, useAppStore } from '../store-context.ts';
import styles from './DoubtPanel.module.css';

const KINDS: Record<FindKind, string> = {
  wrong: 'sure and wrong',
  inconsistent: 'sure, but not again',
  unsure: 'not sure',
};

/** One place: its picture, what the network says there, and what the person thinks of it. */
export function FindRow({ find }: { readonly find: Find }) {
  const flyToFind = useApp((state) => state.flyToFind);
  const keepFind = useApp((state) => state.keepFind);
  const noteFind = useApp((state) => state.noteFind);
  const dropFind = useApp((state) => state.dropFind);
  const isAt = useApp((state) => state.doubt.at === find.id);
  usePicture(find);
  const { id, kind, said, truth, points, confidence, note, isKept, picture } = find;
  const what = truth === undefined ? said : `${said}, truly ${truth}`;
  return (
    <li className={styles['find']} data-at={isAt}>
      <button
        type="button"
        className={styles['go']}
        aria-label={`Fly to ${what}: ${KINDS[kind]}, ${points} points`}
        onClick={() => flyToFind(id)}
      >
        {picture === undefined ? (
          <span className={styles['picture']} />
        ) : (
          <img className={styles['picture']} src={picture} alt="" />
        )}
        <span className={styles['facts']}>
          <span className={styles['said']}>{what}</span>
          <span className={styles['kind']}>{KINDS[kind]}</span>
          <span className={styles['kind']}>
            {count(points)} points, {Math.round(100 * confidence)} % sure
          </span>
        </span>
      </button>
      <div className={styles['hand']}>
        <input
          className={parts['input']}
          value={note}
          maxLength={200}
          placeholder="Note"
          aria-label={`Note on ${what}`}
          onChange={(event) => noteFind(id, event.target.value)}
        />
        <Button
          icon={Star}
          iconOnly
          label={isKept ? 'Kept' : 'Keep this find'}
          pressed={isKept}
          onClick={() => keepFind(id, !isKept)}
        />
        <Button icon={Trash2} iconOnly label="Drop this find" onClick={() => dropFind(id)} />
      </div>
    </li>
  );
}

/** Drawn once, while its scene is on screen, in the colours of the classes. */
function usePicture({ id, picture, scene, frame, center, radiusM }: Find): void {
  const { registry } = useAppStore();
  const setFindPicture = useApp((state) => state.setFindPicture);
  const hasPicture = picture !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a place is drawn once; it does not move
  useEffect(() => {
    const entry = registry.current;
    const isHere = entry?.scene.cloud.name === scene && entry.scene.frame.index === frame;
    if (hasPicture || !entry || !isHere) return;
    // One a turn: a list of them at once would hold the page up.
    const timer = setTimeout(() => {
      const plain = { ...entry, judged: { ...entry.judged, found: undefined } };
      const drawn = drawThumbnail(
        entry.scene.cloud.positions,
        colorsOf(plain, 'class', []).part(0, entry.scene.cloud.count),
        { center, radiusM },
      );
      const canvas = document.createElement('canvas');
      canvas.width = drawn.width;
      canvas.height = drawn.height;
      canvas.getContext('2d')?.putImageData(new ImageData(drawn.pixels, drawn.width, drawn.height), 0, 0);
      setFindPicture(id, canvas.toDataURL('image/png'));
    }, 0);
    return () => clearTimeout(timer);
  }, [id, hasPicture]);
}
