import { CancelledError } from '../core/index.ts';
import type { AppStore, SeenFrom } from '../state/index.ts';
import type { FrameCost, PictureChoice, ViewToolControls } from '../ui/index.ts';
import type { Viewer } from '../viewer/index.ts';
import { saveFile } from './export-file.ts';
import { recordingType } from './recording-type.ts';
import { viewAddress } from './view-address.ts';

/** What the View panel asks of the viewer of the moment. Pictures and videos are made by code that is fetched then. */
export class ViewToolRequests implements ViewToolControls {
  readonly recordingFormat = recordingType()?.extension;
  private readonly store: AppStore;
  private readonly viewer: () => Viewer | undefined;
  /** Ends when the picture shows what the store says. */
  private readonly settled: () => Promise<void>;
  private recording: AbortController | undefined;

  constructor(store: AppStore, viewer: () => Viewer | undefined, settled: () => Promise<void>) {
    this.store = store;
    this.viewer = viewer;
    this.settled = settled;
  }

  seenFrom(): SeenFrom | undefined {
    const { projection } = this.store.getState().viewTools;
    const pose = this.viewer()?.pose;
    return pose && { ...pose, projection };
  }

  frameCost(): FrameCost | undefined {
    const { frameMs, drawn } = this.viewer()?.stats ?? {};
    return frameMs !== undefined && drawn !== undefined ? { ms: frameMs, drawn } : undefined;
  }

  goTo({ eye, target }: SeenFrom): void {
    this.viewer()?.setPose({ eye, target }, { animated: true });
  }

  addressOf(seen: SeenFrom): string {
    return viewAddress(new URL(location.href), seen, this.store.getState().scene?.name ?? '').href;
  }

  async savePicture(choice: PictureChoice): Promise<void> {
    const viewer = this.viewer();
    const { scene, report, toast } = this.store.getState();
    if (!viewer || !scene) return;
    try {
      const { pictureFile } = await import('./picture-file.ts');
      await this.settled();
      const blob = await pictureFile(viewer, this.store, choice);
      const name = `${plain(scene.name)}.png`;
      saveFile({ name, bytes: new Uint8Array(await blob.arrayBuffer()) });
      toast(`Saved ${name}`);
    } catch (error) {
      report(error, 'the picture');
    }
  }

  async recordTurntable(seconds: number, hasLegend: boolean): Promise<void> {
    const viewer = this.viewer();
    const { scene, report, toast, setRecording } = this.store.getState();
    if (!viewer || !scene || this.recording) return;
    const controller = new AbortController();
    this.recording = controller;
    setRecording(0);
    try {
      const { recordTurntable } = await import('./turntable.ts');
      const { legendsOf } = await import('./picture-file.ts');
      await this.settled();
      const legends = hasLegend ? legendsOf(this.store) : [];
      const { signal } = controller;
      const { blob, extension } = await recordTurntable(viewer, { seconds, legends, signal, onProgress: setRecording });
      const name = `${plain(scene.name)}.${extension}`;
      saveFile({ name, bytes: new Uint8Array(await blob.arrayBuffer()) });
      toast(`Saved ${name}`);
    } catch (error) {
      if (error instanceof CancelledError) toast('Recording stopped');
      else report(error, 'the recording');
    } finally {
      this.recording = undefined;
      setRecording(undefined);
    }
  }

  // An arrow: buttons take it as it is.
  readonly stopRecording = (): void => this.recording?.abort();
}

/** A name that every file system takes. */
function plain(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^-+|-+$/g, '') || 'scene';
}
