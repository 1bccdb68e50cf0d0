import type { ByteSource } from '../core/index.ts';
import { readCloudAs } from '../formats/index.ts';
import type { FileSet } from './file-set.ts';
import type { FramePlan, ScenePlan } from './scene-set.ts';

/** ScanNet's RGB-D streams: each is fused to one cloud. */
export function planSens(files: FileSet): ScenePlan | undefined {
  const streams = files.clouds.filter(({ format }) => format === 'sens').map(({ source }) => source);
  // A scan's own mesh is better than what its stream can be fused to here.
  const hasMesh = files.clouds.some(({ source }) => /_vh_clean(_2)?(\.labels)?\.ply$/i.test(source.name));
  if (streams.length === 0 || hasMesh) return undefined;
  const frames = streams.map(
    (source): FramePlan => ({
      name: source.name,
      load: async (options) => {
        const { cloud } = await readCloudAs('sens', source, options);
        options.diagnostics.info('FRAME', 'Coordinates are the scan’s own: metres, z up, not aligned with the walls');
        return { cloud, dataset: 'scannet-sens', domain: 'indoor' };
      },
    }),
  );
  return { dataset: 'scannet-sens', frames, clouds: streams, used: new Set<ByteSource>(streams) };
}
