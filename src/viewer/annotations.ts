import type { BoxOverlay, Vec3 } from '../core/index.ts';
import type { Bounds } from '../geometry/index.ts';
import type { Cut } from '../overlays/index.ts';
import { boxSegments } from './box-edges.ts';
import { ClipHandles, type ClipListener } from './clip-handles.ts';
import { Marks, type ShownLabel, type Tag } from './marks.ts';
import type { Picture } from './picture.ts';
import type { Side } from './point-columns.ts';
import { clipLines, sliceLines, type ToolLine, toolSegments } from './tool-lines.ts';
import type { ViewCamera } from './view-camera.ts';

const SIDES = ['left', 'right'] as const;

/** Lines and words of the tools, over the points. */
export interface Drawing {
  readonly lines: readonly ToolLine[];
  readonly tags: readonly Tag[];
}

/** Everything over the points: boxes, measures, the clip box with its handles, and what is written beside them, on each side. */
export class Annotations {
  private readonly host: HTMLElement;
  private readonly picture: Picture;
  private readonly camera: ViewCamera;
  /** The right one shows only in a split view. */
  private readonly marks: Readonly<Record<Side, Marks>>;
  private boxes: Partial<Record<Side, readonly BoxOverlay[] | undefined>> = {};
  private selectedBox: BoxOverlay | undefined;
  private handles: ClipHandles | undefined;
  private cut: Cut = {};
  /** What the slice's frame spans. */
  private extent: Bounds = { min: [0, 0, 0], max: [0, 0, 0] };
  private drawing: Drawing = { lines: [], tags: [] };
  private rightPx = 0;

  constructor(host: HTMLElement, picture: Picture, camera: ViewCamera) {
    this.host = host;
    this.picture = picture;
    this.camera = camera;
    this.marks = { left: new Marks(host), right: new Marks(host) };
    this.setSplit(false);
  }

  setSplit(on: boolean): void {
    this.marks.left.setPane(0, on ? 0.5 : 1);
    this.marks.right.setPane(0.5, on ? 0.5 : 0);
  }

  setCaptions(captions: Readonly<Record<Side, string>>): void {
    for (const side of SIDES) this.marks[side].setCaption(captions[side]);
  }

  setExtent(extent: Bounds): void {
    this.extent = extent;
    this.updateLines();
  }

  setBoxes(boxes: readonly BoxOverlay[] | undefined, side: Side): void {
    this.boxes = { ...this.boxes, [side]: boxes };
    this.updateBoxes();
  }

  setSelection(point: Vec3 | undefined, box: BoxOverlay | undefined): void {
    for (const side of SIDES) this.marks[side].setPoint(point);
    this.selectedBox = box;
    this.updateBoxes();
  }

  setCut(cut: Cut): void {
    this.cut = cut;
    this.handles?.set(cut.box);
    this.updateLines();
  }

  editClip(changed: ClipListener | undefined): void {
    this.handles?.dispose();
    this.handles = changed && new ClipHandles(this.host, this.camera, changed);
    this.handles?.set(this.cut.box);
  }

  setDrawing(drawing: Drawing): void {
    this.drawing = drawing;
    this.updateLines();
    for (const side of SIDES) this.marks[side].setTags(drawing.tags);
  }

  /** Places everything for the camera's present pose in views of that size, CSS px. */
  update(width: number, height: number): void {
    const { marks, camera, picture } = this;
    this.rightPx = picture.isSplit ? width : 0;
    marks.left.update(camera, width, height);
    if (picture.isSplit) marks.right.update(camera, width, height);
    this.handles?.update(width, height);
  }

  /** What is written over the picture now, CSS px from the host's left top. */
  get labels(): readonly ShownLabel[] {
    const { left, right } = this.marks;
    if (!this.picture.isSplit) return left.shown;
    return [...left.shown, ...right.shown.map((label) => ({ ...label, x: label.x + this.rightPx }))];
  }

  dispose(): void {
    for (const side of SIDES) this.marks[side].dispose();
    this.handles?.dispose();
  }

  private updateBoxes(): void {
    const { selectedBox: box } = this;
    for (const side of SIDES) {
      const boxes = this.boxes[side] ?? this.boxes.left ?? [];
      this.picture.boxLines[side].set(boxSegments(boxes, box));
      this.marks[side].setBoxes(box && !boxes.includes(box) ? [...boxes, box] : boxes);
    }
  }

  private updateLines(): void {
    const { box, slice } = this.cut;
    const cutLines = [...(box ? clipLines(box) : []), ...(slice ? sliceLines(slice, this.extent) : [])];
    this.picture.toolLines.set(toolSegments([...cutLines, ...this.drawing.lines]));
  }
}
