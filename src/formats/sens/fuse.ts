import { type ByteSource, throwIfCancelled } from '../../core/index.ts';
import { buildCloud } from '../build-cloud.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { openSens, type SensFrame } from './frames.ts';
import { SENS, type SensHeader } from './header.ts';
import { VoxelMeans } from './voxel-means.ts';

/** Frames of a scan overlap by far: these many see every surface of a room many times. */
const MAX_FRAMES = 120;
/** ScanNet's own meshes are about that fine. */
const VOXEL_M = 0.02;
/** Every second pixel in both directions is 4–6 mm apart at a metre: still finer than the voxels. */
const PIXEL_STEP = 2;
/** Beyond, a structured-light camera scatters by centimetres. */
const MAX_DEPTH_M = 4;
/** A surface is seen by several frames, a flying pixel at an edge by one. */
const LEAST_OBSERVATIONS = 3;

/**
 * A ScanNet `.sens` stream as one cloud: depth pictures of frames spread over the stream, unprojected, carried into the world by
 * their poses and averaged in voxels of 2 cm. Only those frames are read. Colours (JPEG) are left out.
 * @throws FormatError, LimitError, CancelledError
 */
export async function readSens(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  const { header, readFrame } = await openSens(source);
  const wanted = Math.min(MAX_FRAMES, header.frameCount);
  const voxels = new VoxelMeans(VOXEL_M);
  let [used, lost] = [0, 0];
  for (let i = 0; i < wanted; i++) {
    throwIfCancelled(options.signal, 'reading');
    const frame = await readFrame(Math.floor((i * header.frameCount) / wanted));
    if (frame.worldFromCamera && frame.depth) {
      addFrame(voxels, header, frame.depth, frame.worldFromCamera);
      used++;
    } else lost++;
    options.onProgress?.({ stage: 'reading', done: i + 1, total: wanted });
  }
  const message = `${used} of ${header.frameCount} depth pictures (${header.sensorName}) were fused in voxels of 2 cm; colours are not read`;
  options.diagnostics?.info('SENS_FUSED', message, used);
  if (lost > 0) {
    options.diagnostics?.warn(
      'SENS_LOST',
      `${lost} of the frames looked at have no depth, or no pose because tracking was lost`,
      lost,
    );
  }
  const { observations, ...axes } = voxels.finish(used > 10 ? LEAST_OBSERVATIONS : 1);
  const attributes = [{ name: 'observations', components: 1, values: observations }];
  return buildCloud({ name: source.name, format: SENS, ...axes, attributes }, options);
}

function addFrame(
  voxels: VoxelMeans,
  { depthIntrinsic, depthWidth, depthHeight, depthShift }: SensHeader,
  depth: NonNullable<SensFrame['depth']>,
  m: readonly number[],
): void {
  const [fx, fy, cx, cy] = [depthIntrinsic[0]!, depthIntrinsic[5]!, depthIntrinsic[2]!, depthIntrinsic[6]!];
  for (let v = 0; v < depthHeight; v += PIXEL_STEP) {
    for (let u = 0; u < depthWidth; u += PIXEL_STEP) {
      const d = depth[v * depthWidth + u]! / depthShift;
      if (d === 0 || d > MAX_DEPTH_M) continue;
      const [x, y] = [(d * (u - cx)) / fx, (d * (v - cy)) / fy];
      voxels.add(
        m[0]! * x + m[1]! * y + m[2]! * d + m[3]!,
        m[4]! * x + m[5]! * y + m[6]! * d + m[7]!,
        m[8]! * x + m[9]! * y + m[10]! * d + m[11]!,
      );
    }
  }
}
