import accumulateFeatures from '../../../kernels/accumulate_features.wgsl';
import emitRows from '../../../kernels/emit_rows.wgsl';
import fill from '../../../kernels/fill.wgsl';
import fillTiles from '../../../kernels/fill_tiles.wgsl';
import finaliseFeatures from '../../../kernels/finalise_features.wgsl';
import findChildren from '../../../kernels/find_children.wgsl';
import findNeighbours from '../../../kernels/find_neighbours.wgsl';
import findRows from '../../../kernels/find_rows.wgsl';
import gatherIds from '../../../kernels/gather_ids.wgsl';
import listBricks from '../../../kernels/list_bricks.wgsl';
import markBricks from '../../../kernels/mark_bricks.wgsl';
import markVoxels from '../../../kernels/mark_voxels.wgsl';
import maskRows from '../../../kernels/mask_rows.wgsl';
import neighbourScales from '../../../kernels/neighbour_scales.wgsl';
import orderPlaces from '../../../kernels/order_places.wgsl';
import paint from '../../../kernels/paint.wgsl';
import scanRanks from '../../../kernels/scan_ranks.wgsl';
import scanReduce from '../../../kernels/scan_reduce.wgsl';
import scanSums from '../../../kernels/scan_sums.wgsl';
import sizeDispatches from '../../../kernels/size_dispatches.wgsl';
import sortRows from '../../../kernels/sort_rows.wgsl';
import spreadParents from '../../../kernels/spread_parents.wgsl';
import voxelizePoints from '../../../kernels/voxelize_points.wgsl';
import { defineKernel } from '../../gpu/index.ts';

/** Every WGSL kernel, once. Bindings in the order of `@group(0)`; `!` marks what the kernel writes. */
export const KERNELS = {
  fill: defineKernel('fill', fill, ['target_words!'], 256),
  sizeDispatches: defineKernel('size_dispatches', sizeDispatches, ['counts', 'formulas', 'arguments!'], 64),
  voxelizePoints: defineKernel('voxelize_points', voxelizePoints, ['positions', 'starts', 'voxels!'], 64),
  markBricks: defineKernel('mark_bricks', markBricks, ['voxels', 'top!'], 64),
  markVoxels: defineKernel('mark_voxels', markVoxels, ['voxels', 'top', 'masks!'], 64),
  scanReduce: defineKernel('scan_reduce', scanReduce, ['words', 'sums!'], 256),
  scanSums: defineKernel('scan_sums', scanSums, ['sums!', 'counts!'], 256),
  scanRanks: defineKernel('scan_ranks', scanRanks, ['sums', 'words!'], 256),
  listBricks: defineKernel('list_bricks', listBricks, ['top', 'listed!'], 64),
  emitRows: defineKernel('emit_rows', emitRows, ['listed', 'masks', 'coords!'], 64),
  findRows: defineKernel('find_rows', findRows, ['voxels', 'top', 'masks', 'rows!'], 64),
  findChildren: defineKernel('find_children', findChildren, ['coords', 'top', 'masks', 'children!'], 256),
  spreadParents: defineKernel('spread_parents', spreadParents, ['coords', 'parents', 'spread!'], 256),
  maskRows: defineKernel('mask_rows', maskRows, ['table', 'counts', 'places!', 'histogram!'], 128),
  orderPlaces: defineKernel('order_places', orderPlaces, ['counts!', 'histogram!', 'starts!'], 256),
  sortRows: defineKernel('sort_rows', sortRows, ['counts', 'places', 'histogram', 'starts', 'program!'], 128),
  fillTiles: defineKernel('fill_tiles', fillTiles, ['table', 'counts', 'program!'], 128),
  findNeighbours: defineKernel('find_neighbours', findNeighbours, ['coords', 'top', 'masks', 'neighbours!'], 256),
  accumulateFeatures: defineKernel(
    'accumulate_features',
    accumulateFeatures,
    ['positions', 'heights', 'rows', 'sums!'],
    64,
  ),
  finaliseFeatures: defineKernel('finalise_features', finaliseFeatures, ['sums', 'features!'], 64),
  neighbourScales: defineKernel('neighbour_scales', neighbourScales, ['map', 'normaliser', 'scales!'], 64),
  gatherIds: defineKernel('gather_ids', gatherIds, ['ids', 'rows', 'gathered!'], 64),
  paint: defineKernel('paint', paint, ['ids', 'palette', 'colors!'], 64),
} as const;
