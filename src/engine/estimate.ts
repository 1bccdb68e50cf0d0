import type { PointCloud } from '../core/index.ts';
import type { NetworkConfig } from '../nn/index.ts';

/** Occupied neighbours of a voxel on a scanned surface, itself included: what of the 27 offsets is useful work. Measured on scans. */
const OCCUPIED_NEIGHBOURS = 9;

/** Occupied voxels of the cloud at `levels` resolutions, finest first. */
export function countVoxels(cloud: PointCloud, voxelSizeM: number, levels: number): number[] {
  const counts: number[] = [];
  for (let level = 0; level < levels; level++) {
    const scale = 1 / (voxelSizeM * 2 ** level);
    const seen = new Set<number>();
    for (let i = 0; i < cloud.count * 3; i += 3) {
      const x = Math.floor((cloud.positions[i] as number) * scale) & 0x1_ffff;
      const y = Math.floor((cloud.positions[i + 1] as number) * scale) & 0x1_ffff;
      const z = Math.floor((cloud.positions[i + 2] as number) * scale) & 0xffff;
      seen.add((x * 0x2_0000 + y) * 0x1_0000 + z);
    }
    counts.push(seen.size);
  }
  return counts;
}

/** Useful floating-point operations of one forward pass: two a multiply-add. `voxels` finest first. */
export function networkFlops(network: NetworkConfig, voxels: readonly number[]): number {
  let multiplyAdds = 0;
  let channels = network.inputChannels;
  const skips: number[] = [];
  const layers = (level: number, outputs: readonly number[]): void => {
    for (const output of outputs) {
      multiplyAdds += (voxels[level] ?? 0) * OCCUPIED_NEIGHBOURS * channels * output;
      channels = output;
    }
  };
  for (const [level, outputs] of network.encoder.entries()) {
    layers(level, outputs);
    skips.push(channels);
  }
  for (let level = network.decoder.length - 1; level >= 0; level--) {
    channels += skips[level] ?? 0;
    layers(level, network.decoder[level] ?? []);
  }
  for (const head of network.heads) multiplyAdds += (voxels[0] ?? 0) * head.hidden * (channels + head.outputs);
  return 2 * multiplyAdds;
}
