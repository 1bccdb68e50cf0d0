/** What the hands ask for. Shares are of the view's height; places in the view are −1 … 1 to the right and up. */
export interface Navigated {
  /** A new gesture begins: an animated jump ends here. */
  grab(): void;
  turn(right: number, down: number): void;
  slide(right: number, up: number): void;
  zoomAt(factor: number, at: readonly [x: number, y: number]): void;
  /** The wheel, while flying: a factor on the speed. True when it meant that. */
  setPace(factor: number): boolean;
}

/** A notch of the wheel (100 px) brings the eye this much nearer. */
const WHEEL_STEP = 1.075;
const LINE_PX = 40;

/**
 * Mouse, pen and touch on the picture: drag turns, right or Shift-drag slides, middle drag and the wheel zoom; one finger turns, two
 * slide and pinch.
 */
export class Navigation {
  /** Views side by side in the element, each as wide as the others. */
  panes = 1;
  private readonly element: HTMLElement;
  private readonly navigated: Navigated;
  private readonly pointers = new Map<number, { x: number; y: number }>();
  private gesture: 'turn' | 'slide' | 'zoom' = 'turn';

  constructor(element: HTMLElement, navigated: Navigated) {
    this.element = element;
    this.navigated = navigated;
    element.style.touchAction = 'none';
    element.addEventListener('pointerdown', this.onDown);
    element.addEventListener('pointermove', this.onMove);
    element.addEventListener('pointerup', this.onUp);
    element.addEventListener('pointercancel', this.onUp);
    element.addEventListener('wheel', this.onWheel, { passive: false });
    element.addEventListener('contextmenu', this.onMenu);
  }

  dispose(): void {
    const { element } = this;
    element.removeEventListener('pointerdown', this.onDown);
    element.removeEventListener('pointermove', this.onMove);
    element.removeEventListener('pointerup', this.onUp);
    element.removeEventListener('pointercancel', this.onUp);
    element.removeEventListener('wheel', this.onWheel);
    element.removeEventListener('contextmenu', this.onMenu);
  }

  private readonly onDown = (event: PointerEvent): void => {
    const { button, shiftKey, ctrlKey, metaKey } = event;
    this.gesture = button === 1 ? 'zoom' : button === 2 || shiftKey || ctrlKey || metaKey ? 'slide' : 'turn';
    this.element.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.navigated.grab();
  };

  private readonly onMove = (event: PointerEvent): void => {
    const from = this.pointers.get(event.pointerId);
    if (!from) return;
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    const to = { x: event.clientX, y: event.clientY };
    this.pointers.set(event.pointerId, to);
    const height = Math.max(1, this.element.clientHeight);
    const [right, down] = [(to.x - from.x) / height, (to.y - from.y) / height];
    const [other] = others;
    if (other) {
      // Of two fingers each moves the middle by half its own way.
      this.navigated.slide(right / 2, -down / 2);
      const before = Math.hypot(from.x - other.x, from.y - other.y);
      const after = Math.hypot(to.x - other.x, to.y - other.y);
      const middle = this.placeOf((to.x + other.x) / 2, (to.y + other.y) / 2);
      if (before > 0 && after > 0) this.navigated.zoomAt(after / before, middle);
    } else if (this.gesture === 'slide') this.navigated.slide(right, -down);
    else if (this.gesture === 'zoom') this.navigated.zoomAt(2 ** (-4 * down), [0, 0]);
    else this.navigated.turn(right, down);
  };

  private readonly onUp = (event: PointerEvent): void => {
    this.pointers.delete(event.pointerId);
  };

  private readonly onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * LINE_PX;
    // A pinch on a trackpad arrives as small wheel steps with Ctrl held.
    const factor = WHEEL_STEP ** (-pixels / (event.ctrlKey ? 10 : 100));
    if (this.navigated.setPace(factor)) return;
    this.navigated.grab();
    this.navigated.zoomAt(factor, this.placeOf(event.clientX, event.clientY));
  };

  private readonly onMenu = (event: Event): void => event.preventDefault();

  /** In the pane under the cursor. */
  private placeOf(clientX: number, clientY: number): readonly [x: number, y: number] {
    const { left, top, width, height } = this.element.getBoundingClientRect();
    const paneWidth = Math.max(1, width / this.panes);
    const x = (clientX - left) % paneWidth;
    return [(2 * x) / paneWidth - 1, 1 - (2 * (clientY - top)) / Math.max(1, height)];
  }
}
