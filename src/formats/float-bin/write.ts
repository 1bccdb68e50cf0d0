import { findAttribute, type PointCloud } from '../../core/index.ts';
import { type OnRows, type WrittenColumn, writeRows } from '../write-rows.ts';

/**
 * Headerless float32 rows of x y z and the named attributes, in this order; an attribute that the cloud has not is 0. Coordinates are
 * relative to the cloud's origin, which a float32 could not hold.
 */
export function writeFloatBin(cloud: PointCloud, names: readonly string[], onRows?: OnRows): Uint8Array<ArrayBuffer> {
  const columns = names.map((name): WrittenColumn => {
    const values = findAttribute(cloud, name)?.values ?? { length: cloud.count };
    const isThere = ArrayBuffer.isView(values);
    return { name, type: 'float32', components: 1, values: isThere ? values : new Float32Array(cloud.count) };
  });
  const positions: WrittenColumn = { name: 'xyz', type: 'float32', components: 3, values: cloud.positions };
  return writeRows(new Uint8Array(0), [positions, ...columns], cloud, onRows);
}
