import { type ByteSource, FormatError } from '../../../core/index.ts';
import type { DecodedCloud, ReadOptions } from '../../decoded-cloud.ts';
import { finishCloud, previewCloud } from '../finish-cloud.ts';
import { COPC } from '../header.ts';
import { readChunks, readLazPoints, refuseBombs } from '../laz/read-laz-points.ts';
import { readLazScheme } from '../laz/scheme.ts';
import { openLas } from '../open.ts';
import { type CopcLevels, readCopcLevels } from './hierarchy.ts';

/** Points of a COPC file that are read unless the caller says otherwise: whole levels, from coarse to fine. */
export const COPC_POINT_BUDGET = 10_000_000;

/**
 * Cloud-optimised LAZ: the coarsest levels of its octree that fit into `pointBudget`, in the order coarse to fine, so that any prefix of
 * the cloud is the cloud with fewer points; `onPreview` gets it after each level. What was left out is said (`COPC_LEVELS`). With a
 * damaged octree the file is read as the LAZ that it also is. Attributes as `readLas`.
 * @throws FormatError, LimitError, CancelledError
 */
export async function readCopc(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  const { header, records, makeColumns } = await openLas(source, options);
  const file = { name: source.name, format: COPC, header };
  const tree = await readCopcLevels(source, records, options.pointBudget ?? COPC_POINT_BUDGET, options).catch(
    (cause) => {
      if (!(cause instanceof FormatError)) throw cause;
      return cause;
    },
  );
  if (tree instanceof FormatError) {
    options.diagnostics?.warn('COPC_HIERARCHY', `${tree.message} It was read whole, as plain LAZ`);
    return finishCloud(file, await readLazPoints(source, header, records, makeColumns, options), options);
  }
  const scheme = readLazScheme(source, header, records);
  const nodes = tree.levels.flatMap((level) => level.nodes);
  const total = nodes.reduce((sum, node) => sum + node.count, 0);
  refuseBombs(source, header, total);
  sayLevels(tree, total, header.count, options);
  const columns = makeColumns(total);
  const lastOfLevel = new Set<number>();
  for (let i = 0, end = 0; i < tree.levels.length - 1; i++) lastOfLevel.add((end += tree.levels[i]!.nodes.length) - 1);
  await readChunks(source, scheme, nodes, columns, options, (index) => {
    if (options.onPreview && lastOfLevel.has(index)) options.onPreview(previewCloud(file, columns));
  });
  return finishCloud(file, columns, options);
}

function sayLevels(
  { levels, isCut, spacing }: CopcLevels,
  points: number,
  declared: number,
  options: ReadOptions,
): void {
  const last = levels.length - 1;
  const apart = spacing / 2 ** last;
  const finest = Number.isFinite(apart) ? `, about ${Number(apart.toPrecision(2))} m apart` : '';
  if (isCut) {
    const message = `${points} of its ${declared} points were read: the levels 0 to ${last} of its octree${finest}. A larger point budget shows finer ones`;
    options.diagnostics?.warn('COPC_LEVELS', message, declared - points);
  } else if (points !== declared) {
    const message = `the header says ${declared} points, and the octree holds ${points}: these are shown`;
    options.diagnostics?.warn('LAS_TRUNCATED', message, Math.abs(declared - points));
  } else {
    options.diagnostics?.info('COPC_LEVELS', `All ${levels.length} levels of its octree were read${finest}`);
  }
}
