import { pointsInStencil, type Stencil, stencilOfOutline, stencilOfStroke } from '../segment/index.ts';
import { type AppStore, type AppStoreState, SEGMENT_TOOL, type TintedColors } from '../state/index.ts';
import type { Viewer } from '../viewer/index.ts';

/** A press that moves further than this is a drag, not a click. */
const CLICK_SLOP_PX = 5;

/** Turns the pointer over the picture into segmenting, and lays what is segmented over the picture's colours. One for each viewer. */
export class SegmentBinding {
  private readonly store: AppStore;
  private readonly viewer: Viewer;
  private readonly host: HTMLElement;
  private down: PointerEvent | undefined;
  private stroke: (readonly [number, number])[] | undefined;
  private isErasing = false;
  private isPicking = false;
  private last: PointerEvent | undefined;
  private readonly drawing = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  private readonly listening = new AbortController();

  constructor(store: AppStore, viewer: Viewer, host: HTMLElement) {
    this.store = store;
    this.viewer = viewer;
    this.host = host;
    this.drawing.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;pointer-events:none';
    host.append(this.drawing);
    const options = { capture: true, signal: this.listening.signal };
    host.addEventListener('pointerdown', this.onDown, options);
    host.addEventListener('pointermove', this.onMove, options);
    host.addEventListener('pointerup', this.onUp, options);
    host.addEventListener('pointerleave', this.onLeave, { signal: this.listening.signal });
    host.addEventListener('contextmenu', this.onMenu, options);
  }

  dispose(): void {
    this.listening.abort();
    this.drawing.remove();
  }

  get isAtHand(): boolean {
    return this.store.getState().tool === SEGMENT_TOOL;
  }

  /** Something of it is to be seen: then the picture is painted from the page's own arrays. */
  hasTint(): boolean {
    const { desk } = this.store;
    return this.store.registry.current?.scene === desk.scene && (desk.objects.length > 0 || desk.hovered !== undefined);
  }

  /** Lays it over these colours, and hands what changed to the picture's left side. */
  tint(tinted: TintedColors): void {
    const { desk } = this.store;
    const stretches = tinted.lay(this.hasTint() ? desk : undefined, this.store.getState().segment.current);
    for (const [first, last] of stretches) this.viewer.setColors(tinted.colors.subarray(first, last), 'left', first);
    this.viewer.invalidate();
  }

  apply(state: AppStoreState, previous: AppStoreState | undefined): void {
    if (previous?.tool === state.tool && previous.segment.mode === state.segment.mode) return;
    if (state.tool === SEGMENT_TOOL) this.host.style.cursor = 'crosshair';
    else if (previous?.tool === SEGMENT_TOOL) this.host.style.cursor = '';
  }

  private readonly onDown = (event: PointerEvent): void => {
    if (!this.isAtHand || !(event.target instanceof HTMLCanvasElement)) return;
    this.down = event;
    const { segment } = this.store.getState();
    // Space for the camera: with Shift held, or the middle button, a drag turns and slides as ever.
    if (segment.mode === 'click' || event.shiftKey || event.button === 1) return;
    event.stopPropagation();
    event.preventDefault();
    this.isErasing = event.button === 2 || event.ctrlKey || event.metaKey;
    this.stroke = [this.placeOf(event)];
    this.host.setPointerCapture(event.pointerId);
    this.draw();
  };

  private readonly onMove = (event: PointerEvent): void => {
    if (!this.isAtHand) return;
    if (this.stroke) {
      event.stopPropagation();
      this.stroke.push(this.placeOf(event));
      this.draw();
      return;
    }
    if (event.buttons !== 0 || event.pointerType === 'touch') return;
    this.last = event;
    if (this.store.getState().segment.mode === 'click') void this.hover();
    else this.draw(event);
  };

  private readonly onUp = (event: PointerEvent): void => {
    const from = this.down;
    this.down = undefined;
    if (!from || !this.isAtHand) return;
    if (this.stroke) {
      event.stopPropagation();
      this.finishStroke();
      return;
    }
    if (Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > CLICK_SLOP_PX) return;
    if (this.store.getState().segment.mode !== 'click' || from.button === 1) return;
    void this.click(this.placeOf(event), !(from.button === 2 || from.ctrlKey || from.metaKey));
  };

  private readonly onLeave = (): void => {
    this.last = undefined;
    this.drawing.replaceChildren();
    if (this.isAtHand) this.store.getState().hoverSegment(undefined);
  };

  private readonly onMenu = (event: Event): void => {
    if (this.isAtHand) event.preventDefault();
  };

  private async click([x, y]: readonly [number, number], positive: boolean): Promise<void> {
    try {
      const point = await this.viewer.pick(x, y);
      if (point !== undefined) await this.store.getState().clickSegment(point, positive);
    } catch (error) {
      this.store.getState().report(error, 'the picture');
    }
  }

  /** One pick at a time; what the pointer did meanwhile is looked at afterwards. */
  private async hover(): Promise<void> {
    if (this.isPicking || this.store.getState().segment.status !== 'ready') return;
    this.isPicking = true;
    try {
      while (this.last) {
        const event = this.last;
        this.last = undefined;
        const point = await this.viewer.pick(...this.placeOf(event));
        if (this.isAtHand && !this.listening.signal.aborted) this.store.getState().hoverSegment(point);
      }
    } catch (error) {
      this.store.getState().report(error, 'the picture');
    } finally {
      this.isPicking = false;
    }
  }

  private finishStroke(): void {
    const stroke = this.stroke ?? [];
    this.stroke = undefined;
    this.drawing.replaceChildren();
    const positions = this.store.registry.current?.scene.cloud.positions;
    const stencil = this.stencil(stroke);
    if (!positions || !stencil) return;
    const { segment, paintSegment } = this.store.getState();
    const { eye, target } = this.viewer.pose;
    const seen = { viewProjection: this.viewer.viewProjection, eye, target };
    paintSegment(pointsInStencil(positions, stencil, seen, segment.isThrough), !this.isErasing);
  }

  private stencil(stroke: readonly (readonly [number, number])[]): Stencil | undefined {
    const { mode, brushPx } = this.store.getState().segment;
    const [width, height] = [this.host.clientWidth, this.host.clientHeight];
    if (mode === 'brush') return stencilOfStroke(width, height, stroke, brushPx / 2);
    const outline = mode === 'box' ? cornersOf(stroke) : stroke;
    return outline.length < 3 ? undefined : stencilOfOutline(width, height, outline);
  }

  /** The stroke as it grows; without one the brush under the pointer. */
  private draw(at?: PointerEvent): void {
    const { mode, brushPx } = this.store.getState().segment;
    const stroke = this.stroke ?? (at ? [this.placeOf(at)] : []);
    const isBrush = mode === 'brush';
    if (stroke.length === 0 || (!this.stroke && !isBrush)) {
      this.drawing.replaceChildren();
      return;
    }
    const shape = document.createElementNS('http://www.w3.org/2000/svg', isBrush ? 'polyline' : 'polygon');
    const places = mode === 'box' ? cornersOf(stroke) : stroke.length === 1 ? [...stroke, ...stroke] : stroke;
    shape.setAttribute('points', places.map((place) => place.join()).join(' '));
    const color = this.stroke && this.isErasing ? 'var(--danger)' : 'var(--accent)';
    shape.style.cssText = isBrush
      ? `fill:none;stroke:${color};stroke-opacity:.45;stroke-width:${brushPx}px;stroke-linecap:round;stroke-linejoin:round`
      : `fill:${color};fill-opacity:.15;stroke:${color};stroke-width:1.5px`;
    this.drawing.replaceChildren(shape);
  }

  private placeOf(event: PointerEvent): [number, number] {
    const { left, top } = this.host.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }
}

function cornersOf(stroke: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const nowhere = [0, 0] as const;
  const [from, to] = [stroke[0] ?? nowhere, stroke.at(-1) ?? nowhere];
  return [from, [to[0], from[1]], to, [from[0], to[1]]];
}
