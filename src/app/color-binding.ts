import { labelSet, type PointCloud } from '../core/index.ts';
import type { Outcome } from '../engine/index.ts';
import { type Coloring, instanceColor, paletteOf } from '../overlays/index.ts';
import { type AppStore, type ColorMode, colorsOf, flippedEntry, previewColors, TintedColors } from '../state/index.ts';
import type { Side, Viewer } from '../viewer/index.ts';
import type { Gpu } from './compute.ts';
import { Painter } from './painter.ts';
import type { SegmentBinding } from './segment-binding.ts';

interface Parts {
  readonly store: AppStore;
  readonly viewer: Viewer;
  readonly segment: SegmentBinding;
  readonly gpu: Gpu | undefined;
  readonly failed: (error: unknown) => void;
}

/** Gives the points of a picture the colours that the store asks for. One for each viewer. */
export class ColorBinding {
  private readonly parts: Parts;
  private readonly painter: Painter;
  /** Colours of the left side with the person's objects over them, kept while only those change. */
  private tinted: { readonly colors: TintedColors; isWhole: boolean } | undefined;

  constructor(parts: Parts) {
    this.parts = parts;
    this.painter = new Painter(parts.viewer, parts.failed);
  }

  /** Ends when a side has its colours; undefined while all have them. */
  get underWay(): Promise<void> | undefined {
    return this.painter.underWay;
  }

  /** The cloud that was painted is gone. */
  stop(): void {
    this.painter.stop();
    this.tinted = undefined;
  }

  /** Points of a file that is still being read. */
  paintPreview(cloud: PointCloud): void {
    const coloring = previewColors(cloud);
    this.tinted = undefined;
    this.painter.paint('left', coloring);
    if (this.parts.store.getState().viewTools.splitMode) this.painter.paint('right', coloring);
  }

  /**
   * Classes and instances are painted from the ids that the kernels left on the device; everything else from the page's own arrays.
   * @param isOnlyTint What is segmented changed, and nothing else.
   */
  paint(side: Side, mode: ColorMode, { isOnlyTint = false } = {}): void {
    const { store, viewer, segment, gpu } = this.parts;
    const { current } = store.registry;
    if (!current) return;
    if (side === 'left') {
      if (!isOnlyTint) this.tinted = undefined;
      if (this.tinted) {
        // Each move of the pointer over the picture asks for it again, with another object lit up.
        if (this.tinted.isWhole) segment.tint(this.tinted.colors);
        return;
      }
    }
    const { compare, view, theme } = store.getState();
    const entry = side === 'left' ? flippedEntry(current, compare) : current;
    const { hiddenClasses } = view;
    const isTinted = side === 'left' && segment.hasTint();
    const isPlain = !entry.judged?.found && !isTinted;
    const drawn = isPlain && gpu && entry.outcome && residentIds(entry.outcome, mode, hiddenClasses);
    const target = drawn && viewer.colorBufferOf(side);
    if (!drawn || !target) {
      const coloring = colorsOf(entry, mode, hiddenClasses, theme);
      if (isTinted) this.paintTinted(coloring);
      else this.painter.paint(side, coloring);
      return;
    }
    this.painter.stop(side);
    gpu.ops.paint({ ...drawn, target, count: entry.scene.cloud.count });
    gpu.ops.flush().then(() => viewer.invalidate(), this.parts.failed);
  }

  private paintTinted(coloring: Coloring): void {
    const tinted = { colors: new TintedColors(coloring.count), isWhole: false };
    this.tinted = tinted;
    this.painter.paint(
      'left',
      coloring,
      (colors, first) => tinted.colors.fill(colors, first),
      () => {
        tinted.isWhole = true;
        this.parts.segment.tint(tinted.colors);
      },
    );
  }
}

/** Ids on the device and their colours, where a mode's picture is nothing else. */
function residentIds(outcome: Outcome, mode: ColorMode, hiddenClasses: readonly number[]) {
  const { resident } = outcome;
  const { prediction } = outcome.understanding;
  if (resident && mode === 'class') {
    return { ids: resident.classIds, palette: paletteOf(labelSet(prediction.labelSet), new Set(hiddenClasses)) };
  }
  // An instance's colour says nothing of its class: hiding classes needs both.
  if (resident && mode === 'instance' && hiddenClasses.length === 0) {
    const palette = Uint32Array.from({ length: prediction.instances.length + 1 }, (_, id) => instanceColor(id));
    return { ids: resident.instanceIds, palette };
  }
  return undefined;
}
