import type { Attribute, Domain, Scene, TruthBox } from '../core/index.ts';
import type { PointBuffer } from './point-buffer.ts';

/** Wraps simulated returns as a scene with full truth. The arrays are cut to size, not shared with the buffer. */
export function sceneOf(
  name: string,
  domain: Domain,
  labelSet: string,
  points: PointBuffer,
  boxes: readonly TruthBox[],
  hasIntensity: boolean,
): Scene {
  const count = points.count;
  const attributes: Attribute[] = [{ name: 'rgb', components: 3, values: points.colors.slice(0, count * 3) }];
  if (hasIntensity) attributes.push({ name: 'intensity', components: 1, values: points.intensity.slice(0, count) });
  return {
    cloud: {
      name,
      format: 'synthetic',
      count,
      origin: [0, 0, 0],
      positions: points.positions.slice(0, count * 3),
      attributes,
    },
    truth: {
      labelSet,
      semantic: points.semantic.slice(0, count),
      instance: points.instance.slice(0, count),
      boxes,
    },
    dataset: 'synthetic',
    frame: { index: 0, count: 1 },
    domain,
    diagnostics: [],
  };
}
