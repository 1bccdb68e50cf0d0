import type { ByteSource } from '../core/index.ts';
import { openWaymoV2, WAYMO_V2 } from '../formats/index.ts';
import type { FileSet } from './file-set.ts';
import type { FramePlan, ScenePlan } from './scene-set.ts';
import { waymoLoader } from './waymo.ts';

const DATASET = 'waymo-v2';

/** Waymo Open Dataset v2: `<component>/<segment>.parquet`, lidar and whatever of its other components is there. */
export async function planWaymoV2(files: FileSet): Promise<ScenePlan | undefined> {
  const clouds = files.clouds.filter(({ format }) => format === WAYMO_V2).map(({ source }) => source);
  if (clouds.length === 0) return undefined;
  const used = new Set<ByteSource>([...clouds, ...files.parts('waymo-v2-component')]);
  const file = await openWaymoV2([...used]);
  const frames = Array.from({ length: file.frameCount }, (_, index): FramePlan => {
    return { name: `frame ${index}`, load: waymoLoader(file, index, DATASET) };
  });
  return { dataset: DATASET, frames, clouds, used };
}
