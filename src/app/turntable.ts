import { CancelledError, throwIfCancelled, WorkbenchError } from '../core/index.ts';
import type { Viewer } from '../viewer/index.ts';
import { drawLabels, drawLegends, type PictureLegend } from './picture-file.ts';
import { type RecordingType, recordingType } from './recording-type.ts';

export interface TurntableOptions {
  readonly seconds: number;
  /** Of each view, from the left; none where the video has none. */
  readonly legends: readonly PictureLegend[];
  readonly signal: AbortSignal;
  /** 0–1. */
  readonly onProgress: (share: number) => void;
}

export interface Recording {
  readonly blob: Blob;
  readonly extension: RecordingType['extension'];
}

const FRAMES_PER_SECOND = 30;
const BITS_PER_PIXEL = 0.2;

/**
 * Turns the eye once about its target and records what it sees. The turn follows the clock: a slow machine records fewer frames of it,
 * not a longer video.
 * @throws WorkbenchError USAGE where the browser records nothing; CancelledError
 */
export async function recordTurntable(viewer: Viewer, options: TurntableOptions): Promise<Recording> {
  const { seconds, legends, signal, onProgress } = options;
  const found = recordingType();
  if (!found) throw new WorkbenchError('USAGE', 'This browser records no video.', { option: 'turntable' });
  const start = viewer.pose;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new WorkbenchError('LIMIT_MEMORY', 'the video has no canvas to be drawn on');
  const draw = (): void => {
    const picture = viewer.drawNow();
    const scale = picture.width / Math.max(1, picture.clientWidth);
    if (canvas.width !== even(picture.width) || canvas.height !== even(picture.height)) {
      canvas.width = even(picture.width);
      canvas.height = even(picture.height);
    }
    context.drawImage(picture, 0, 0);
    drawLabels(context, viewer.labels, scale);
    drawLegends(context, legends, scale);
  };
  try {
    draw();
    const bits = canvas.width * canvas.height * FRAMES_PER_SECOND * BITS_PER_PIXEL;
    const stream = canvas.captureStream(FRAMES_PER_SECOND);
    const recorder = new MediaRecorder(stream, { mimeType: found.type, videoBitsPerSecond: Math.round(bits) });
    const parts: Blob[] = [];
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
    const ended = new Promise<void>((resolve, reject) => {
      recorder.addEventListener('stop', () => resolve());
      recorder.addEventListener('error', () => reject(new WorkbenchError('LIMIT_MEMORY', 'the recording broke off')));
    });
    recorder.start(1000);
    try {
      const startMs = performance.now();
      for (let share = 0; share < 1; ) {
        throwIfCancelled(signal, 'the recording');
        share = Math.min(1, (performance.now() - startMs) / (1000 * seconds));
        viewer.setPose(start);
        viewer.orbitBy(2 * Math.PI * share, 0);
        draw();
        onProgress(share);
        await nextFrame();
      }
    } finally {
      recorder.stop();
      for (const track of stream.getTracks()) track.stop();
    }
    await ended;
    if (signal.aborted) throw new CancelledError('the recording');
    return { blob: new Blob(parts, { type: found.type }), extension: found.extension };
  } finally {
    viewer.setPose(start);
  }
}

/** A thirtieth of a second at least, and not before the browser has shown the last one. */
function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => requestAnimationFrame(() => resolve()), 1000 / FRAMES_PER_SECOND - 8);
  });
}

/** Video codecs halve the resolution of their colours. */
function even(side: number): number {
  return side - (side % 2);
}
