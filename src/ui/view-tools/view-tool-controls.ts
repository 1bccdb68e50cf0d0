import type { SeenFrom } from '../../state/index.ts';

export interface PictureChoice {
  /** Pixels a CSS px. */
  readonly scale: number;
  readonly hasLegend: boolean;
}

/** What a frame took on the graphics device. */
export interface FrameCost {
  readonly ms: number;
  /** Points in it. */
  readonly drawn: number;
}

/** What the view tools ask of the viewport. */
export interface ViewToolControls {
  /** Where the eye is; undefined before there is a picture. */
  seenFrom(): SeenFrom | undefined;
  /** Of the last frame; undefined where the device does not tell. */
  frameCost(): FrameCost | undefined;
  /** Glides there. */
  goTo(seen: SeenFrom): void;
  /** The page's address with this view in it. */
  addressOf(seen: SeenFrom): string;
  /** Writes the picture into the browser's downloads. */
  savePicture(choice: PictureChoice): Promise<void>;
  /** Undefined where the browser cannot record; else the kind of file that it writes. */
  readonly recordingFormat: string | undefined;
  /** Turns once about the scene in so many seconds and writes a video into the downloads. */
  recordTurntable(seconds: number, hasLegend: boolean): Promise<void>;
  stopRecording(): void;
}

export const NO_VIEW_TOOLS: ViewToolControls = {
  seenFrom: () => undefined,
  frameCost: () => undefined,
  goTo: () => undefined,
  addressOf: () => '',
  savePicture: async () => undefined,
  recordingFormat: undefined,
  recordTurntable: async () => undefined,
  stopRecording: () => undefined,
};
