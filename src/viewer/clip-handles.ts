import { Vector3 } from 'three/webgpu';
import type { Vec3 } from '../core/index.ts';
import { type ClipBox, fromLocal } from '../overlays/index.ts';
import { nearestAlong, onHeight, pushFace, type Ray } from './clip-drag.ts';
import { project } from './marks.ts';
import type { ViewCamera } from './view-camera.ts';

export type ClipListener = (box: ClipBox, isDone: boolean) => void;

interface Handle {
  readonly element: HTMLButtonElement;
  /** Where it stands on this box. */
  at(box: ClipBox): Vec3;
  /** The box that the drag from `from` to `to` makes of the one that it began with. */
  drag(start: ClipBox, from: Ray, to: Ray): ClipBox;
  /** The box that a press of a key makes: a step of ±`metres` along the handle's own way. */
  step(box: ClipBox, metres: number): ClipBox;
}

const FACES = [
  { axis: 0, side: 1, name: 'front' },
  { axis: 0, side: -1, name: 'back' },
  { axis: 1, side: 1, name: 'left' },
  { axis: 1, side: -1, name: 'right' },
  { axis: 2, side: 1, name: 'top' },
  { axis: 2, side: -1, name: 'bottom' },
] as const;
const KEY_STEP = 0.02;
const TURN_STEP_RAD = Math.PI / 36;

/** Buttons on the faces, in the middle and on an upper corner of a clip box: dragged, or moved by the arrow keys. */
export class ClipHandles {
  private readonly root = document.createElement('div');
  private readonly handles: readonly Handle[];
  private readonly camera: ViewCamera;
  private readonly changed: ClipListener;
  private box: ClipBox | undefined;

  constructor(host: HTMLElement, camera: ViewCamera, changed: ClipListener) {
    this.camera = camera;
    this.changed = changed;
    Object.assign(this.root.style, { position: 'absolute', inset: '0', overflow: 'hidden', pointerEvents: 'none' });
    this.root.setAttribute('role', 'group');
    this.root.setAttribute('aria-label', 'Clip box');
    const faces = FACES.map(
      ({ axis, side, name }): Handle => ({
        element: this.button(`Clip box, ${name} face`, 'square'),
        at: (box) => faceMiddle(box, axis, side),
        drag: (start, from, to) => {
          const along = alongOf(start, axis, side);
          const middle = faceMiddle(start, axis, side);
          const [first, last] = [nearestAlong(middle, along, from), nearestAlong(middle, along, to)];
          return first === undefined || last === undefined ? start : pushFace(start, axis, side, last - first);
        },
        step: (box, metres) => pushFace(box, axis, side, metres),
      }),
    );
    const middle: Handle = {
      element: this.button('Clip box, move', 'round'),
      at: ({ center }) => center,
      drag: (start, from, to) => {
        const [first, last] = [onHeight(from, start.center[2]), onHeight(to, start.center[2])];
        if (!first || !last) return start;
        const [x, y, z] = start.center;
        return { ...start, center: [x + last[0] - first[0], y + last[1] - first[1], z] };
      },
      step: (box, metres) => ({ ...box, center: fromLocal(box, [metres, 0, 0]) }),
    };
    const turn: Handle = {
      element: this.button('Clip box, turn', 'turn'),
      at: turnPlace,
      drag: (start, from, to) => {
        const [first, last] = [onHeight(from, turnPlace(start)[2]), onHeight(to, turnPlace(start)[2])];
        if (!first || !last) return start;
        return turned(start, angleAbout(start.center, last) - angleAbout(start.center, first));
      },
      step: (box, metres) => turned(box, Math.sign(metres) * TURN_STEP_RAD),
    };
    this.handles = [...faces, middle, turn];
    for (const handle of this.handles) this.listen(handle);
    host.append(this.root);
  }

  /** Undefined hides them. */
  set(box: ClipBox | undefined): void {
    this.box = box;
    this.root.style.display = box ? 'block' : 'none';
  }

  /** Places the buttons in a view of that size, CSS px. */
  update(width: number, height: number): void {
    const { box } = this;
    if (!box) return;
    this.root.style.width = `${width}px`;
    for (const { element, at } of this.handles) {
      const place = project(at(box), this.camera, width, height);
      element.style.display = place ? 'block' : 'none';
      if (place) element.style.transform = `translate(${place.x.toFixed(1)}px, ${place.y.toFixed(1)}px)`;
    }
  }

  dispose(): void {
    this.root.remove();
  }

  private listen({ element, drag, step }: Handle): void {
    element.addEventListener('pointerdown', (down) => {
      const { box: start } = this;
      if (!start || down.button !== 0) return;
      // The picture below must not turn, and this is no click on a point.
      down.stopPropagation();
      element.setPointerCapture(down.pointerId);
      const from = this.rayAt(down.clientX, down.clientY);
      const at = (event: PointerEvent) => drag(start, from, this.rayAt(event.clientX, event.clientY));
      const move = (event: PointerEvent): void => this.changed(at(event), false);
      const up = (event: PointerEvent): void => {
        event.stopPropagation();
        element.removeEventListener('pointermove', move);
        element.removeEventListener('pointerup', up);
        element.removeEventListener('pointercancel', up);
        this.changed(event.type === 'pointerup' ? at(event) : start, true);
      };
      element.addEventListener('pointermove', move);
      element.addEventListener('pointerup', up);
      element.addEventListener('pointercancel', up);
    });
    element.addEventListener('keydown', (event) => {
      const ways: Record<string, number> = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 };
      const way = ways[event.key];
      if (way === undefined || !this.box) return;
      event.preventDefault();
      event.stopPropagation();
      this.changed(step(this.box, way * KEY_STEP * Math.max(...this.box.size)), true);
    });
  }

  private rayAt(clientX: number, clientY: number): Ray {
    const { left, top, width, height } = this.root.getBoundingClientRect();
    return rayThrough(this.camera, (2 * (clientX - left)) / width - 1, 1 - (2 * (clientY - top)) / height);
  }

  private button(name: string, shape: 'square' | 'round' | 'turn'): HTMLButtonElement {
    const element = document.createElement('button');
    element.type = 'button';
    element.setAttribute('aria-label', name);
    element.title = name;
    element.dataset['handle'] = name;
    // Twice as large to the finger as to the eye.
    Object.assign(element.style, {
      position: 'absolute',
      left: '0',
      top: '0',
      width: '32px',
      height: '32px',
      margin: '-16px 0 0 -16px',
      padding: '0',
      border: '10px solid transparent',
      backgroundClip: 'padding-box',
      backgroundColor: { square: '#ffffff', round: '#5fb3ff', turn: '#f0b429' }[shape],
      borderRadius: shape === 'square' ? '13px' : '50%',
      filter: 'drop-shadow(0 0 1.5px #000)',
      cursor: shape === 'square' ? 'grab' : shape === 'round' ? 'move' : 'alias',
      pointerEvents: 'auto',
      touchAction: 'none',
    });
    this.root.append(element);
    return element;
  }
}

/** The line of sight through a place in the view, −1 … 1 to the right and up. */
export function rayThrough(camera: ViewCamera, x: number, y: number): Ray {
  const near = new Vector3(x, y, 0).unproject(camera);
  const direction = new Vector3(x, y, 0.9).unproject(camera).sub(near).normalize();
  return { from: near.toArray(), direction: direction.toArray() };
}

function alongOf({ yaw }: ClipBox, axis: number, side: number): Vec3 {
  if (axis === 2) return [0, 0, side];
  const angle = axis === 0 ? yaw : yaw + Math.PI / 2;
  return [side * Math.cos(angle), side * Math.sin(angle), 0];
}

function faceMiddle(box: ClipBox, axis: number, side: number): Vec3 {
  const local: [number, number, number] = [0, 0, 0];
  local[axis] = (side * box.size[axis]) / 2;
  return fromLocal(box, local);
}

function turnPlace(box: ClipBox): Vec3 {
  const [length, width, height] = box.size;
  return fromLocal(box, [length / 2, width / 2, height / 2]);
}

function turned(box: ClipBox, angleRad: number): ClipBox {
  const yaw = box.yaw + angleRad;
  return { ...box, yaw: Math.atan2(Math.sin(yaw), Math.cos(yaw)) };
}

function angleAbout(center: Vec3, place: Vec3): number {
  return Math.atan2(place[1] - center[1], place[0] - center[0]);
}
