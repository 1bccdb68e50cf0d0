import { WorkbenchError } from '../core/index.ts';
import {
  type AppStore,
  COLOR_MODE_NAMES,
  COLOR_SCALES,
  type ColorMode,
  type ColorScale,
  effectiveColorMode,
  scaleStops,
  splitColorMode,
} from '../state/index.ts';
import type { Pixels, ShownLabel, Viewer } from '../viewer/index.ts';
import { legendRows } from './legend-rows.ts';

export interface PictureOptions {
  /** Pixels a CSS px. */
  readonly scale: number;
  readonly hasLegend: boolean;
}

/** What a picture's legend says. */
export interface PictureLegend {
  readonly title: string;
  readonly rows: readonly { readonly name: string; readonly color: string }[];
  /** Where the colours stand for values. */
  readonly scale?: ColorScale;
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
const GROUND = 'rgba(14, 17, 22, 0.82)';
const GROUND_BELOW = 'rgb(14 17 22)';
const LINE = 'rgb(128 136 148 / 0.6)';
/** Between a legend and the edges of its view, CSS px. */
const LEGEND_EDGE = 12;
const TEXT = '#f4f6f8';
const MOST_ROWS = 24;

/**
 * The picture as a PNG: points, boxes, what is written over them, and a legend where it is asked for.
 * @throws LimitError LIMIT_DEVICE when the device cannot draw one as large as that.
 */
export async function pictureFile(viewer: Viewer, store: AppStore, options: PictureOptions): Promise<Blob> {
  const { scale, hasLegend } = options;
  const pixels = await viewer.capture(scale);
  const legends = hasLegend ? legendsOf(store) : [];
  // Two views are narrow: their legends stand below them, and nothing is covered.
  const isBelow = legends.length > 1;
  const below = isBelow ? Math.ceil(scale * (2 * LEGEND_EDGE + Math.max(...legends.map(legendHeight)))) : 0;
  const canvas = new OffscreenCanvas(pixels.width, pixels.height + below);
  const context = contextOf(canvas);
  context.fillStyle = GROUND_BELOW;
  context.fillRect(0, pixels.height, pixels.width, below);
  putPixels(context, pixels);
  drawLabels(context, viewer.labels, scale);
  if (isBelow) drawDivider(context, scale);
  drawLegends(context, legends, scale, isBelow ? pixels.height / scale : 0);
  return canvas.convertToBlob({ type: 'image/png' });
}

/** Of each view, from the left. */
export function legendsOf(store: AppStore): PictureLegend[] {
  const state = store.getState();
  const right = splitColorMode(state);
  return [effectiveColorMode(state), ...(right ? [right] : [])].map((mode) => legendOf(store, mode));
}

/** Only classes that the picture has. */
function legendOf(store: AppStore, mode: ColorMode): PictureLegend {
  const title = `${store.getState().scene?.title ?? ''} · ${COLOR_MODE_NAMES[mode]}`;
  const scale = COLOR_SCALES[mode];
  if (scale) return { title, rows: [], scale };
  return { title, rows: legendRows(store, mode).slice(0, MOST_ROWS) };
}

export function drawLabels(context: Context, labels: readonly ShownLabel[], scale: number): void {
  context.save();
  context.scale(scale, scale);
  context.font = `500 11px ${FONT}`;
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  for (const { x, y, text, color, isDashed } of labels) {
    const width = context.measureText(text).width + 12;
    const top = y - 1.15 * 18;
    context.fillStyle = GROUND;
    context.strokeStyle = color;
    context.setLineDash(isDashed ? [3, 2] : []);
    context.beginPath();
    context.roundRect(x - width / 2, top, width, 18, 4);
    context.fill();
    context.stroke();
    context.fillStyle = TEXT;
    context.fillText(text, x, top + 9.5);
  }
  context.restore();
}

/** Each in the corner of its own view. @param top Of the corners, CSS px. */
export function drawLegends(context: Context, legends: readonly PictureLegend[], scale: number, top = 0): void {
  const paneWidth = context.canvas.width / legends.length / scale;
  legends.forEach((legend, pane) => {
    context.save();
    context.scale(scale, scale);
    context.translate(pane * paneWidth, top);
    drawLegend(context, legend);
    context.restore();
  });
}

/** CSS px. */
function legendHeight({ rows, scale }: PictureLegend): number {
  return 34 + 18 * rows.length + (scale ? 34 : rows.length > 0 ? 6 : 0);
}

function drawDivider(context: Context, scale: number): void {
  const { width, height } = context.canvas;
  context.fillStyle = LINE;
  context.fillRect(Math.floor((width - scale) / 2), 0, scale, height);
}

function drawLegend(context: Context, legend: PictureLegend): void {
  const { title, rows, scale } = legend;
  context.textBaseline = 'middle';
  context.font = `600 12px ${FONT}`;
  const titleWidth = context.measureText(title).width;
  context.font = `12px ${FONT}`;
  const width = Math.max(titleWidth, 140, ...rows.map(({ name }) => context.measureText(name).width + 20)) + 24;
  const height = legendHeight(legend);
  context.fillStyle = GROUND;
  context.beginPath();
  context.roundRect(LEGEND_EDGE, LEGEND_EDGE, width, height, 6);
  context.fill();
  context.fillStyle = TEXT;
  context.font = `600 12px ${FONT}`;
  context.fillText(title, 24, 30);
  context.font = `12px ${FONT}`;
  rows.forEach(({ name, color }, i) => {
    const y = 54 + 18 * i;
    context.fillStyle = color;
    context.beginPath();
    context.roundRect(24, y - 6, 12, 12, 3);
    context.fill();
    context.fillStyle = TEXT;
    context.fillText(name, 44, y + 0.5);
  });
  if (scale) {
    const gradient = context.createLinearGradient(24, 0, width, 0);
    scaleStops(scale).forEach((color, i, { length }) => {
      gradient.addColorStop(i / (length - 1), color);
    });
    context.fillStyle = gradient;
    context.fillRect(24, 44, width - 24, 8);
    context.fillStyle = TEXT;
    context.fillText(scale.from, 24, 62);
    context.textAlign = 'right';
    context.fillText(scale.to, width, 62);
    context.textAlign = 'left';
  }
}

function putPixels(context: OffscreenCanvasRenderingContext2D, { width, height, data }: Pixels): void {
  // The picture covers everything; what is left of its alpha is of no use in a file.
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
  context.putImageData(new ImageData(data as Uint8ClampedArray<ArrayBuffer>, width, height), 0, 0);
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) {
    throw new WorkbenchError('LIMIT_MEMORY', `no picture of ${canvas.width} × ${canvas.height} pixels fits`);
  }
  return context;
}
