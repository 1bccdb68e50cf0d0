import { expect, test } from 'vitest';
import { tf3dCase } from '../ops/conformance/scenes.fixture.ts';
import { voxelGrid } from './index.ts';

test.each(['sparse_voxelize_max', 'sparse_voxelize_batched_pad'])(
  'TF 3D case %s: the grid starts at the minimum',
  (name) => {
    const { inputs, expected } = tf3dCase(name);
    const points = (inputs['points']!.flat(2) as number[]).slice(0, 3 * 7); // the eighth point of the batch is padding
    const size = inputs['grid_cell_size']![0] as unknown as number;
    const voxels = (expected['voxel_xyz_indices']!.flat(2) as number[]).reduce((last, v) => Math.max(last, v), 0) + 1;
    expect(voxelGrid(Float32Array.from(points), size)).toEqual({
      voxelSizeM: size,
      min: expected['voxel_start_location']!.flat(),
      dims: [voxels, voxels, voxels],
    });
  },
);
