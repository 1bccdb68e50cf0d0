import { Vector3 } from 'three/webgpu';
import type { BoxOverlay, Vec3 } from '../core/index.ts';
import { type LabelCandidate, layoutLabels } from './label-layout.ts';
import type { ViewCamera } from './view-camera.ts';

const MAX_LABELS = 24;
const LABEL_HEIGHT = 18;
const CHARACTER_WIDTH = 6.6;
const AXES = [
  { name: 'x', color: '#f2777a', direction: new Vector3(1, 0, 0) },
  { name: 'y', color: '#8fd16f', direction: new Vector3(0, 1, 0) },
  { name: 'z', color: '#6cb6ff', direction: new Vector3(0, 0, 1) },
] as const;
const COMPASS_PX = 72;
const SVG = 'http://www.w3.org/2000/svg';

/** Words that stand at a place in the scene. */
export interface Tag {
  readonly at: Vec3;
  readonly text: string;
  /** CSS colour of the border. */
  readonly color: string;
  readonly isDashed?: boolean;
}

/** A label as it stands on the screen: CSS px from the view's left top; the anchor is under its middle. */
export interface ShownLabel extends Omit<Tag, 'at'> {
  readonly x: number;
  readonly y: number;
}

/** What lies over the picture as plain elements: box labels, tags, the ring about the selected point, the axes. Invisible to pointers and readers. */
export class Marks {
  private readonly root = document.createElement('div');
  private readonly ring = document.createElement('div');
  private readonly caption = document.createElement('div');
  private readonly labels: HTMLElement[] = [];
  private readonly axes: { line: SVGLineElement; text: SVGTextElement }[] = [];
  private boxes: readonly BoxOverlay[] = [];
  private tags: readonly Tag[] = [];
  private selected: Vec3 | undefined;
  private written: readonly ShownLabel[] = [];

  constructor(host: HTMLElement) {
    this.root.setAttribute('aria-hidden', 'true');
    Object.assign(this.root.style, { position: 'absolute', inset: '0', overflow: 'hidden', pointerEvents: 'none' });
    Object.assign(this.ring.style, {
      position: 'absolute',
      width: '14px',
      height: '14px',
      margin: '-9px 0 0 -9px',
      border: '2px solid #fff',
      borderRadius: '50%',
      boxShadow: '0 0 0 2px rgba(0,0,0,.65), inset 0 0 0 1px rgba(0,0,0,.5)',
      display: 'none',
    });
    Object.assign(this.caption.style, {
      position: 'absolute',
      left: '50%',
      top: '10px',
      padding: '1px 9px',
      transform: 'translateX(-50%)',
      font: '600 12px/18px system-ui, sans-serif',
      whiteSpace: 'nowrap',
      color: '#f4f6f8',
      background: 'rgba(14,17,22,.82)',
      borderRadius: '4px',
      display: 'none',
    });
    this.root.append(this.ring, this.compass(), this.caption);
    host.append(this.root);
  }

  setBoxes(boxes: readonly BoxOverlay[]): void {
    this.boxes = boxes;
  }

  /** Shown before any box's label, and over each other where they must. */
  setTags(tags: readonly Tag[]): void {
    this.tags = tags;
  }

  /** The part of the host that this view takes: shares of its width. */
  setPane(left: number, width: number): void {
    Object.assign(this.root.style, { left: `${100 * left}%`, width: `${100 * width}%`, right: 'auto' });
    this.root.style.display = width === 0 ? 'none' : 'block';
    this.root.style.borderLeft = left > 0 ? '1px solid rgba(244,246,248,.35)' : 'none';
  }

  /** Stands at the top of the view; nothing without words. */
  setCaption(text: string): void {
    this.caption.textContent = text;
    this.caption.style.display = text === '' ? 'none' : 'block';
  }

  setPoint(position: Vec3 | undefined): void {
    this.selected = position;
  }

  /** Places everything for the camera's present pose. */
  update(camera: ViewCamera, width: number, height: number): void {
    this.placeLabels(camera, width, height);
    this.placeRing(camera, width, height);
    const turn = camera.matrixWorldInverse;
    AXES.forEach(({ direction }, i) => {
      const seen = direction.clone().transformDirection(turn);
      const { line, text } = this.axes[i];
      line.setAttribute('x2', String(26 * seen.x));
      line.setAttribute('y2', String(-26 * seen.y));
      text.setAttribute('x', String(33 * seen.x));
      text.setAttribute('y', String(-33 * seen.y));
      const opacity = seen.z < -0.3 ? '0.55' : '1';
      line.setAttribute('opacity', opacity);
      text.setAttribute('opacity', opacity);
    });
  }

  dispose(): void {
    this.root.remove();
  }

  /** What is written over the picture now. */
  get shown(): readonly ShownLabel[] {
    return this.written;
  }

  private placeLabels(camera: ViewCamera, width: number, height: number): void {
    const tagged = this.tags.flatMap(({ at, ...words }) => {
      const place = project(at, camera, width, height);
      return place ? [{ ...words, ...place }] : [];
    });
    const candidates = this.boxes.flatMap(({ center, size, label }, key): LabelCandidate[] => {
      if (label === '') return [];
      const anchor = project([center[0], center[1], center[2] + size[2] / 2], camera, width, height);
      return anchor ? [{ key, ...anchor, width: label.length * CHARACTER_WIDTH + 12, height: LABEL_HEIGHT }] : [];
    });
    const boxed = layoutLabels(candidates, { width, height }, MAX_LABELS).map(({ key, x, y }) => {
      const { label, color, truth } = this.boxes[key];
      return { x, y, text: label, color: `rgb(${color.join(' ')})`, isDashed: truth };
    });
    this.written = [...boxed, ...tagged];
    while (this.labels.length < this.written.length) this.labels.push(this.createLabel());
    this.labels.forEach((element, i) => {
      const label = this.written[i];
      element.style.display = label ? 'block' : 'none';
      if (!label) return;
      element.textContent = label.text;
      element.style.borderColor = label.color;
      element.style.borderStyle = label.isDashed ? 'dashed' : 'solid';
      element.style.transform = `translate(${label.x.toFixed(1)}px, ${label.y.toFixed(1)}px) translate(-50%, -115%)`;
    });
  }

  private placeRing(camera: ViewCamera, width: number, height: number): void {
    const place = this.selected && project(this.selected, camera, width, height);
    this.ring.style.display = place ? 'block' : 'none';
    if (place) this.ring.style.transform = `translate(${place.x.toFixed(1)}px, ${place.y.toFixed(1)}px)`;
  }

  private createLabel(): HTMLElement {
    const element = document.createElement('div');
    Object.assign(element.style, {
      position: 'absolute',
      left: '0',
      top: '0',
      padding: '0 5px',
      font: '500 11px/16px system-ui, sans-serif',
      whiteSpace: 'nowrap',
      color: '#f4f6f8',
      background: 'rgba(14,17,22,.82)',
      borderWidth: '1px',
      borderRadius: '4px',
    });
    this.root.append(element);
    return element;
  }

  private compass(): SVGElement {
    const svg = document.createElementNS(SVG, 'svg');
    const half = COMPASS_PX / 2;
    svg.setAttribute('viewBox', `${-half} ${-half} ${COMPASS_PX} ${COMPASS_PX}`);
    Object.assign(svg.style, {
      position: 'absolute',
      left: '8px',
      bottom: '8px',
      width: `${COMPASS_PX}px`,
      height: `${COMPASS_PX}px`,
    });
    for (const { name, color } of AXES) {
      const line = document.createElementNS(SVG, 'line');
      line.setAttribute('stroke', color);
      line.setAttribute('stroke-width', '2');
      line.setAttribute('stroke-linecap', 'round');
      const text = document.createElementNS(SVG, 'text');
      text.textContent = name;
      text.setAttribute('fill', color);
      text.setAttribute('font-size', '11');
      text.setAttribute('font-family', 'system-ui, sans-serif');
      text.setAttribute('text-anchor', 'middle');
      text.setAttribute('dominant-baseline', 'central');
      svg.append(line, text);
      this.axes.push({ line, text });
    }
    return svg;
  }
}

/** CSS px from the top left and the distance from the eye, metres; undefined behind the near plane. */
export function project(
  point: Vec3,
  camera: ViewCamera,
  width: number,
  height: number,
): { x: number; y: number; distance: number } | undefined {
  const seen = new Vector3(...point).applyMatrix4(camera.matrixWorldInverse);
  if (seen.z > -camera.near) return undefined;
  const distance = seen.length();
  seen.applyMatrix4(camera.projectionMatrix);
  return { x: ((seen.x + 1) / 2) * width, y: ((1 - seen.y) / 2) * height, distance };
}
