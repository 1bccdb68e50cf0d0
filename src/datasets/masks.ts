import type { ByteSource, GroundTruth } from '../core/index.ts';
import { type DecodedCloud, keepRows, readCloudAs, readPointLabels } from '../formats/index.ts';
import type { CloudFile, FileSet } from './file-set.ts';
import { type ClassMap, mapClasses } from './labels/class-map.ts';
import { S3DIS } from './labels/indoor.ts';
import { NYU40 } from './labels/scannet.ts';
import { findPart } from './match-files.ts';
import type { FrameLoader, FramePlan, LoadOptions, ScenePlan } from './scene-set.ts';

interface Masks {
  readonly semantic: ByteSource | undefined;
  readonly instance: ByteSource | undefined;
}

/** MMDetection3D's indoor folders: `points/<scene>.bin`, `semantic_mask/<scene>.bin`, `instance_mask/<scene>.bin`. */
export function planMasks(files: FileSet): ScenePlan | undefined {
  const masks = files.parts('point-labels');
  const ofFolder = (name: string) => masks.filter(({ path }) => path.toLowerCase().includes(`${name}/`));
  const [semantic, instance] = [ofFolder('semantic_mask'), ofFolder('instance_mask')];
  if (semantic.length + instance.length === 0) return undefined;
  const used = new Set<ByteSource>();
  const frames: FramePlan[] = [];
  const clouds: ByteSource[] = [];
  const isOnly = files.clouds.length === 1;
  for (const cloud of files.clouds) {
    const found = {
      semantic: findPart(cloud.source, semantic, isOnly),
      instance: findPart(cloud.source, instance, isOnly),
    };
    if (!found.semantic && !found.instance) continue;
    for (const file of [cloud.source, found.semantic, found.instance]) if (file) used.add(file);
    clouds.push(cloud.source);
    frames.push({ name: cloud.source.name, load: maskLoader(cloud, found) });
  }
  return frames.length > 0 ? { dataset: 'mmdet3d-masks', frames, clouds, used } : undefined;
}

function maskLoader({ source, format }: CloudFile, masks: Masks): FrameLoader {
  return async (options) => {
    const decoded = await readCloudAs(format, source, { ...options, binLayout: 'xyz-rgb' });
    const map = numberingOf(source);
    if (!map) {
      const message =
        'Whose class numbers the masks hold is not known: name the folder s3dis or scannet to have them mapped';
      options.diagnostics.warn('MASK_SCHEME', message);
    }
    const ids = masks.semantic && (await readMask(masks.semantic, decoded));
    const instance =
      masks.instance && Uint32Array.from(await readMask(masks.instance, decoded), (id) => Math.max(0, id));
    const truth: GroundTruth = {
      labelSet: 'scannet20',
      boxes: [],
      ...(ids && map ? labelsOf(map, ids, options) : {}),
      ...(instance ? { instance } : {}),
    };
    return { cloud: decoded.cloud, dataset: map === S3DIS ? 's3dis' : 'scannet', domain: 'indoor', truth };
  };
}

async function readMask(source: ByteSource, decoded: DecodedCloud): Promise<Int32Array> {
  return keepRows(await readPointLabels(source, decoded.sourceCount), decoded.keptRows);
}

function labelsOf(map: ClassMap, ids: Int32Array, options: LoadOptions): Pick<GroundTruth, 'semantic' | 'source'> {
  options.diagnostics.info('MASK_SCHEME', `Class numbers of the masks read as those of ${map.dataset}`);
  return {
    semantic: mapClasses(map, ids, options.diagnostics),
    source: { scheme: map.from, ids: Int16Array.from(ids) },
  };
}

/** The file holds bare numbers: its folder or its scene's name says whose. */
function numberingOf({ path }: ByteSource): ClassMap | undefined {
  if (/s3dis|(^|\/)area_\d/i.test(path)) return S3DIS;
  return /scannet|(^|\/)scene\d{4}_\d\d/i.test(path) ? NYU40 : undefined;
}
