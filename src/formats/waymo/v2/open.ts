import type { ByteSource, StageOptions } from '../../../core/index.ts';
import type { WaymoFile } from '../read.ts';

/** As `read.ts` does; it and the Parquet decoder are loaded with the first such file, not with the page. */
export async function openWaymoV2(sources: readonly ByteSource[], options: StageOptions = {}): Promise<WaymoFile> {
  return (await import('./read.ts')).openWaymoV2(sources, options);
}
