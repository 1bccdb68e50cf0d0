import type { Vec3 } from '../core/index.ts';
import {
  type AppStore,
  type AppStoreState,
  boxesOf,
  effectiveColorMode,
  flippedEntry,
  shownPreview,
  splitColorMode,
  TEACH_TOOL,
  whyBoxes,
} from '../state/index.ts';
import type { NamedView, ViewControls, ViewToolControls } from '../ui/index.ts';
import type { Pose, Viewer } from '../viewer/index.ts';
import { CloudCarrier, type Clouds } from './cloud-carrier.ts';
import { ColorBinding } from './color-binding.ts';
import type { Gpu } from './compute.ts';
import { SegmentBinding } from './segment-binding.ts';
import type { SharedView } from './view-address.ts';
import { ViewToolRequests } from './view-tool-requests.ts';
import { ViewToolsBinding } from './view-tools-binding.ts';

/** In a file of its own: the page answers before the drawing code, its larger half, is there. */
const loadViewer = () => import('../viewer/index.ts');
// Fetched along with the rest; where that fails, the one who needs it says so.
loadViewer().catch(() => undefined);

/** Behind the points: top and bottom of the picture, sRGB 0–1. */
const BACKGROUNDS: Readonly<Record<'dark' | 'light', readonly [Vec3, Vec3]>> = {
  dark: [
    [0.106, 0.125, 0.153],
    [0.039, 0.047, 0.059],
  ],
  light: [
    [0.957, 0.965, 0.976],
    [0.851, 0.871, 0.898],
  ],
};

/** A press that moves further than this is a drag, not a click. */
const CLICK_SLOP_PX = 4;

/** Keeps the viewer's picture equal to the store. React never sees a point. */
export class ViewerBinding implements ViewControls {
  viewer: Viewer | undefined;
  readonly tools: ViewToolControls;
  /** Where the eye begins in the scene of that name; used once. */
  sharedView: SharedView | undefined;
  private viewTools: ViewToolsBinding | undefined;
  private segment: SegmentBinding | undefined;
  private carrier: CloudCarrier | undefined;
  private colors: ColorBinding | undefined;
  private readonly store: AppStore;
  private gpu: Gpu | undefined;
  /** Until `attach`: whether there is a device is not known. */
  private awaitsDevice = true;
  private host: HTMLElement | undefined;
  /** The state on screen. */
  private applied: AppStoreState | undefined;
  private unbind: () => void = () => undefined;
  /** Tells an old, still starting viewer that it came too late. */
  private mounts = 0;
  /** Where the eye was before a preview. */
  private poseBefore: Pose | undefined;

  constructor(store: AppStore) {
    this.store = store;
    this.tools = new ViewToolRequests(
      store,
      () => this.viewer,
      () => this.settled(),
    );
  }

  mount(host: HTMLElement): () => void {
    this.host = host;
    if (!this.awaitsDevice) void this.start();
    return () => {
      this.stop();
      this.host = undefined;
    };
  }

  /** Takes the picture off a device that is gone. @returns where the eye was */
  detach(): Pose | undefined {
    const pose = this.viewer?.pose;
    this.stop();
    this.gpu = undefined;
    this.awaitsDevice = true;
    return pose;
  }

  /** Draws on that device, or without one; where another one was lost, seen from the same place. */
  async attach(gpu: Gpu | undefined, pose: Pose | undefined): Promise<void> {
    this.gpu = gpu;
    this.awaitsDevice = false;
    await this.start();
    await this.settled();
    if (pose && this.store.getState().scene) this.viewer?.setPose(pose);
  }

  /** The device that kernels and picture share. */
  get device(): GPUDevice | undefined {
    return this.gpu?.context.device;
  }

  /** Resolves once the picture shows what the store says. */
  async settled(): Promise<void> {
    for (let work = this.work; work; work = this.work) await work;
  }

  private get work(): Promise<void> | undefined {
    return this.carrier?.underWay ?? this.colors?.underWay;
  }

  fit(): void {
    this.viewer?.fit();
  }

  setView(view: NamedView): void {
    this.viewer?.setView(view);
  }

  orbit(azimuthRad: number, elevationRad: number): void {
    this.viewer?.orbitBy(azimuthRad, elevationRad);
  }

  zoom(factor: number): void {
    this.viewer?.zoomBy(factor);
  }

  async inspectMiddle(): Promise<void> {
    if (this.host) await this.pick(this.host.clientWidth / 2, this.host.clientHeight / 2);
  }

  private async start(): Promise<void> {
    const { host } = this;
    if (!host) return;
    const mount = ++this.mounts;
    const { gpu } = this;
    try {
      const { Viewer } = await loadViewer();
      if (mount !== this.mounts) return;
      const viewer = await Viewer.create(host, {
        device: gpu?.context.device,
        settled: gpu && (() => gpu.ops.flush()),
        onError: (error) => {
          // A lost device is dealt with where it was made.
          if (error.code !== 'KERNEL_DEVICE_LOST') this.store.getState().report(error, 'the picture');
        },
      });
      if (mount !== this.mounts) {
        viewer.dispose();
        return;
      }
      this.viewer = viewer;
      const viewTools = new ViewToolsBinding(this.store, viewer, host);
      this.viewTools = viewTools;
      const segment = new SegmentBinding(this.store, viewer, host);
      this.segment = segment;
      const failed = (error: unknown): void => this.store.getState().report(error, 'the picture');
      const colors = new ColorBinding({ store: this.store, viewer, segment, gpu, failed });
      this.colors = colors;
      let painted: Clouds['cloud'];
      const carrier = new CloudCarrier(viewer, {
        wanted: (held) => this.wantedClouds(held),
        arrived: () => {
          if (carrier.held.cloud !== painted) colors.stop();
          painted = carrier.held.cloud;
          this.follow();
        },
        failed,
      });
      this.carrier = carrier;
      const unsubscribe = this.store.subscribe(() => this.follow());
      const unlisten = this.listenForClicks(host);
      this.unbind = () => {
        unsubscribe();
        unlisten();
        carrier.dispose();
        colors.stop();
        viewTools.dispose();
        segment.dispose();
      };
      this.applied = undefined;
      this.follow();
    } catch (error) {
      this.store.getState().report(error, 'the picture');
    }
  }

  private stop(): void {
    this.mounts++;
    this.unbind();
    this.unbind = () => undefined;
    this.carrier = undefined;
    this.colors = undefined;
    this.viewer?.dispose();
    this.viewer = undefined;
  }

  /**
   * What the store tells its listeners is not what is on screen: where one of them changes the state, the others hear of the second change
   * before the first. While a cloud is on its way everything else waits for it.
   */
  private follow(): void {
    if (!this.carrier?.check()) return;
    const { applied } = this;
    this.applied = this.store.getState();
    this.apply(this.applied, applied);
  }

  private wantedClouds(held: Clouds): Clouds {
    const { registry } = this.store;
    const state = this.store.getState();
    const scene = registry.current?.scene.cloud;
    return {
      // A preview's points are gone a moment before their scene is there.
      cloud: shownPreview(state) ? (registry.preview ?? held.cloud) : scene,
      around: state.around.shown ? registry.around : undefined,
    };
  }

  private apply(state: AppStoreState, previous: AppStoreState | undefined): void {
    const { viewer } = this;
    if (!viewer) return;
    const { registry } = this.store;
    const entry = registry.current;
    const { view } = state;
    const preview = shownPreview(state);
    // What changed while a preview was drawn is not on screen yet.
    const wasPreviewed = !preview && previous !== undefined && shownPreview(previous) !== undefined;
    const isOther = <T>(read: (of: AppStoreState) => T): boolean =>
      !previous || wasPreviewed || read(previous) !== read(state);
    if (isOther((of) => of.theme)) viewer.setBackground(...BACKGROUNDS[state.theme]);
    if (preview) {
      if (isOther((of) => shownPreview(of)?.number))
        this.showPreview(
          viewer,
          isOther((of) => shownPreview(of)?.load),
        );
      return;
    }
    this.viewTools?.apply(state, previous);
    this.segment?.apply(state, previous);
    const isNewRevision = isOther((of) => of.revision);
    if (isOther((of) => of.scene)) {
      // The eye went to the new cloud with its first points, and may have been moved since.
      if (isOther((of) => of.scene?.set) && !wasPreviewed) viewer.fit();
      if (this.sharedView && this.sharedView.of === state.scene?.name) this.showShared(this.sharedView);
      if (wasPreviewed && previous.revision === state.revision && this.poseBefore) viewer.setPose(this.poseBefore);
      this.poseBefore = undefined;
    }
    // What is not lit up takes the colour of the ground.
    const isGroundOther = entry?.judged?.found !== undefined && isOther((of) => of.theme);
    const isHiddenOther = isGroundOther || isOther((of) => of.view.hiddenClasses);
    const isFlippedOther = isOther((of) => of.compare.isFlipped);
    const isTintOther = isOther((of) => of.segment.drawn);
    const isBaseOther = isNewRevision || isOther(effectiveColorMode) || isHiddenOther || isFlippedOther;
    if (entry && (isBaseOther || isTintOther)) {
      this.colors?.paint('left', effectiveColorMode(state), { isOnlyTint: !isBaseOther });
    }
    const right = splitColorMode(state);
    if (entry && right && (isNewRevision || isOther(splitColorMode) || isHiddenOther))
      this.colors?.paint('right', right);
    if (
      entry &&
      (isNewRevision ||
        isFlippedOther ||
        isOther((of) => of.view) ||
        isOther((of) => of.judge) ||
        isOther((of) => of.why))
    ) {
      viewer.setBoxes([...boxesOf(flippedEntry(entry, state.compare), view, state.judge), ...whyBoxes(state.why)]);
    }
    if (state.focus && previous && isOther((of) => of.focus)) viewer.flyTo(state.focus.center, state.focus.radiusM);
    if (isOther((of) => of.view.pointSize) || isOther((of) => of.view.pointSizeMode)) {
      viewer.setPointSize(view.pointSizeMode, view.pointSize);
    }
    if (isOther((of) => of.view.eyeDome)) viewer.setEyeDome(view.eyeDome);
    if (isOther((of) => of.selectedPoint) || isNewRevision) {
      viewer.setSelection(state.selectedPoint === undefined ? undefined : { point: state.selectedPoint });
    }
  }

  private showShared({ seen }: SharedView): void {
    this.sharedView = undefined;
    this.store.getState().setProjection(seen.projection);
    this.viewer?.setPose(seen);
  }

  /** Draws points of a file that is still being read, instead of the scene. */
  private showPreview(viewer: Viewer, isFirst: boolean): void {
    const cloud = this.store.registry.preview;
    if (!cloud) return;
    if (isFirst) this.poseBefore = viewer.pose;
    viewer.setSelection(undefined);
    viewer.setBoxes([]);
    this.colors?.paintPreview(cloud);
    if (isFirst) viewer.fit();
  }

  private listenForClicks(host: HTMLElement): () => void {
    let down: PointerEvent | undefined;
    const onDown = (event: PointerEvent): void => {
      // Handles over the picture are no part of it.
      const isPicture = event.target instanceof HTMLCanvasElement;
      down = isPicture && event.button === 0 && event.isPrimary ? event : undefined;
    };
    const onUp = (event: PointerEvent): void => {
      const from = down;
      down = undefined;
      if (!from || Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > CLICK_SLOP_PX) return;
      const { left, top } = host.getBoundingClientRect();
      void this.pick(event.clientX - left, event.clientY - top);
    };
    // Capture: the camera's own listeners may keep the events to themselves.
    host.addEventListener('pointerdown', onDown, true);
    host.addEventListener('pointerup', onUp, true);
    return () => {
      host.removeEventListener('pointerdown', onDown, true);
      host.removeEventListener('pointerup', onUp, true);
    };
  }

  private async pick(x: number, y: number): Promise<void> {
    // Points of a preview, or of the scene before, are not those of the scene.
    if (shownPreview(this.store.getState()) || this.carrier?.underWay || this.segment?.isAtHand) return;
    const { revision } = this.store.getState();
    try {
      const point = await this.viewer?.pick(x, y);
      // The cloud may have been replaced while the id was read back.
      if (this.store.getState().revision !== revision || this.viewTools?.click(point)) return;
      const { tool, teachPoint, select } = this.store.getState();
      if (tool === TEACH_TOOL && point !== undefined) teachPoint(point);
      select(point);
    } catch (error) {
      this.store.getState().report(error, 'the picture');
    }
  }
}
