import type { Scene } from '../core/index.ts';
import type { HoverIndex } from '../segment/index.ts';
import type { RegistryEntry } from './cloud-registry.ts';
import { type CorrectedLabels, type CorrectedObject, layOver } from './corrections.ts';

/**
 * The arrays behind `segment` in the store: the hierarchy under the cursor and the objects that the person made. Only the store's actions
 * write; the picture, exports and lessons read.
 */
export class SegmentDesk {
  scene: Scene | undefined;
  hover: HoverIndex | undefined;
  /** An entry of the hierarchy, previewed under the cursor. */
  hovered: number | undefined;
  objects: readonly CorrectedObject[] = [];
  labelSet: string | undefined;
  private laid: { readonly of: unknown; readonly objects: unknown; readonly labels: CorrectedLabels } | undefined;

  object(id: number | undefined): CorrectedObject | undefined {
    return this.objects.find((object) => object.id === id);
  }

  /** Points of the previewed object. */
  get hoveredPoints(): Uint32Array | undefined {
    const { hover, hovered } = this;
    return hover && hovered !== undefined
      ? hover.order.subarray(hover.starts[hovered], hover.ends[hovered])
      : undefined;
  }

  /** The scene's labels as the person left them; nothing before the first object. */
  corrected({ scene, outcome }: RegistryEntry): CorrectedLabels | undefined {
    const { objects, labelSet } = this;
    if (objects.length === 0 || labelSet === undefined || this.scene !== scene) return undefined;
    if (this.laid?.of !== outcome || this.laid?.objects !== objects) {
      const prediction = outcome?.understanding.prediction;
      const own = prediction?.labelSet === labelSet ? prediction : undefined;
      this.laid = { of: outcome, objects, labels: layOver(scene.cloud.count, labelSet, objects, own) };
    }
    return this.laid?.labels;
  }
}
