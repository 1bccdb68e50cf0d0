import type { AppStore, AppStoreState } from '../../state/index.ts';
import type { Command } from './command.ts';

const isSequence = ({ scene }: AppStoreState): boolean => (scene?.frameCount ?? 0) > 1;

/** Going through the frames of a sequence. */
export const sequenceCommands: readonly Command[] = [
  {
    id: 'sequence.play',
    title: 'Play or pause',
    group: 'Sequence',
    keys: ['Space'],
    when: isSequence,
    run: ({ store }) => {
      const { playback, play, pause } = store.getState();
      if (playback.isPlaying) pause();
      else play();
    },
  },
  {
    id: 'sequence.previous',
    title: 'Previous frame',
    group: 'Sequence',
    keys: [','],
    when: isSequence,
    run: ({ store }) => go(store, (frame) => frame - 1),
  },
  {
    id: 'sequence.next',
    title: 'Next frame',
    group: 'Sequence',
    keys: ['.'],
    when: isSequence,
    run: ({ store }) => go(store, (frame) => frame + 1),
  },
  {
    id: 'sequence.first',
    title: 'First frame',
    group: 'Sequence',
    keys: ['Home'],
    when: isSequence,
    run: ({ store }) => go(store, () => 0),
  },
  {
    id: 'sequence.last',
    title: 'Last frame',
    group: 'Sequence',
    keys: ['End'],
    when: isSequence,
    run: ({ store }) => go(store, (_, frameCount) => frameCount - 1),
  },
];

function go(store: AppStore, to: (frame: number, frameCount: number) => number): void {
  const { scene, setFrame, pause } = store.getState();
  if (!scene) return;
  pause();
  void setFrame(to(scene.frame, scene.frameCount));
}
