import type { Scene } from '../../core/index.ts';

/** Bytes of every typed array in a scene: what it takes in memory, near enough. */
export function sceneBytes({ cloud, truth }: Scene): number {
  const arrays = [
    cloud.positions,
    ...cloud.attributes.map(({ values }) => values),
    truth?.semantic,
    truth?.instance,
    truth?.source?.ids,
  ];
  return arrays.reduce((sum, array) => sum + (array?.byteLength ?? 0), 0);
}
