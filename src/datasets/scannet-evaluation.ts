import type { ByteSource, GroundTruth } from '../core/index.ts';
import { type DecodedCloud, keepRows, readLabelLines } from '../formats/index.ts';
import { mapClasses } from './labels/class-map.ts';
import { NYU40 } from './labels/scannet.ts';
import type { LoadOptions } from './scene-set.ts';

/** Annotated instances are written as class · 1000 + number. */
const CLASS_STEP = 1000;

/** ScanNet's evaluation files of one scan, a line a point: `semantic/…txt` with NYU40 ids, `instance_gt/…txt`, or predicted masks. */
export async function scannetEvaluationTruth(
  files: readonly ByteSource[],
  decoded: DecodedCloud,
  options: LoadOptions,
): Promise<GroundTruth | undefined> {
  const lines = async (source: ByteSource): Promise<Int32Array> => {
    return keepRows(await readLabelLines(source, decoded.sourceCount), decoded.keptRows);
  };
  const named = (pattern: RegExp) => files.filter(({ path }) => pattern.test(path));
  const [semanticFile] = named(/(^|\/)semantic\/[^/]+\.txt$/);
  const [instanceFile] = named(/(^|\/)instance_gt\/[^/]+\.txt$/);
  const masks = named(/(^|\/)instance\/pred_mask\/[^/]+\.txt$/);
  if (!semanticFile) return undefined;
  const ids = await lines(semanticFile);
  const semantic = mapClasses(NYU40, ids, options.diagnostics);
  let instance: Uint32Array | undefined;
  if (instanceFile) instance = Uint32Array.from(await lines(instanceFile), (both) => both % CLASS_STEP);
  else if (masks.length > 0) {
    instance = new Uint32Array(ids.length);
    for (const [index, mask] of masks.entries()) {
      const members = await lines(mask);
      for (let i = 0; i < members.length; i++) if (members[i] === 1) instance[i] = index + 1;
    }
  }
  const source = { scheme: NYU40.from, ids: Int16Array.from(ids) };
  return { labelSet: NYU40.labelSet, semantic, source, boxes: [], ...(instance ? { instance } : {}) };
}
