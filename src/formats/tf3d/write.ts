import { findAttribute, type PointCloud } from '../../core/index.ts';
import { writeTfRecord } from '../tfrecord/write.ts';
import type { Tf3dObject } from './read.ts';
import { type WrittenFeature, writeExample } from './write-example.ts';

export interface Tf3dNames {
  readonly scene: string;
  readonly frame: string;
}

/**
 * A TFRecord of one frame record of TensorFlow 3D's Waymo format: all points as those of the top lidar, relative to the cloud's origin,
 * with intensity, elongation and return where the cloud has them; objects in the vehicle's frame (x forward, y left, z up; dimension is
 * length, width, height; R turns the box into the frame). There is no place for classes of points.
 */
export function writeTf3dFrame(
  cloud: PointCloud,
  objects: readonly (Tf3dObject & { readonly text: string })[],
  names: Tf3dNames,
) {
  const lidar = (column: string) => `lidars/top/pointcloud/${column}`;
  const features: Record<string, WrittenFeature> = {
    scene_name: { texts: [names.scene] },
    frame_name: { texts: [names.frame] },
    'lidars/top/id': { ints: [1] },
    'lidars/top/name': { texts: ['TOP'] },
    [lidar('positions')]: { floats: cloud.positions },
    ...floats(cloud, 'intensity', lidar('intensity')),
    ...floats(cloud, 'elongation', lidar('elongation')),
    ...integers(cloud, 'return', lidar('return_number')),
    ...integers(cloud, 'noLabelZone', lidar('inside_nlz')),
    'objects/id': { ints: objects.map((_, i) => i + 1) },
    'objects/name': { texts: objects.map(({ id }) => id) },
    'objects/category/label': { ints: objects.map(({ label }) => label) },
    'objects/category/text': { texts: objects.map(({ text }) => text) },
    'objects/shape/dimension': { floats: Float32Array.from(objects.flatMap(({ size }) => size)) },
    'objects/pose/R': { floats: Float32Array.from(objects.flatMap(({ rotation }) => rotation)) },
    'objects/pose/t': { floats: Float32Array.from(objects.flatMap(({ center }) => center)) },
  };
  return writeTfRecord(writeExample(features));
}

/**
 * A TFRecord of one scene record, as TensorFlow 3D stores ScanNet: vertices relative to the cloud's origin, normals, RGBA, NYU40 classes
 * (0 = none) and instances (0 = none) where they are known. There is no place for boxes; faces are left out.
 */
export function writeTf3dScene(
  cloud: PointCloud,
  labels: { readonly semantic?: ArrayLike<number> | undefined; readonly instance?: ArrayLike<number> | undefined },
  names: Pick<Tf3dNames, 'scene'>,
): Uint8Array {
  const vertices = (column: string) => `mesh/vertices/${column}`;
  const rgb = findAttribute(cloud, 'rgb');
  const features: Record<string, WrittenFeature> = {
    scene_name: { texts: [names.scene] },
    [vertices('positions')]: { floats: cloud.positions },
    ...floats(cloud, 'normal', vertices('normals')),
    ...(rgb?.components === 3 ? { [vertices('colors')]: { ints: withAlpha(rgb.values) } } : {}),
    ...(labels.semantic ? { [vertices('semantic_labels')]: { ints: labels.semantic } } : {}),
    ...(labels.instance ? { [vertices('instance_labels')]: { ints: labels.instance } } : {}),
  };
  return writeTfRecord(writeExample(features));
}

function floats(cloud: PointCloud, attribute: string, name: string): Record<string, WrittenFeature> {
  const found = findAttribute(cloud, attribute);
  return found ? { [name]: { floats: Float32Array.from(found.values) } } : {};
}

/** Whole numbers only: what is no number is 0. */
function integers(cloud: PointCloud, attribute: string, name: string): Record<string, WrittenFeature> {
  const found = findAttribute(cloud, attribute);
  return found ? { [name]: { ints: Int32Array.from(found.values, Math.round) } } : {};
}

function withAlpha(rgb: ArrayLike<number>): Uint8Array {
  const rgba = new Uint8Array((rgb.length / 3) * 4).fill(255);
  for (let i = 0; i < rgb.length; i++) rgba[Math.floor(i / 3) * 4 + (i % 3)] = rgb[i]!;
  return rgba;
}
