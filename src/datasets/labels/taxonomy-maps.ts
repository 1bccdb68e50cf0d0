import { rootLabelSet } from '../../core/index.ts';
import { type ClassMap, defineClassMap } from './class-map.ts';
import nuscenes4 from './maps/nuscenes-lidarseg.outdoor4.json' with { type: 'json' };
import nuscenes7 from './maps/nuscenes-lidarseg.outdoor7.json' with { type: 'json' };
import nuscenes7lidog from './maps/nuscenes-lidarseg.outdoor7lidog.json' with { type: 'json' };
import outdoor4 from './maps/outdoor11.outdoor4.json' with { type: 'json' };
import outdoor7 from './maps/outdoor11.outdoor7.json' with { type: 'json' };
import outdoor7lidog from './maps/outdoor11.outdoor7lidog.json' with { type: 'json' };
import indoor6 from './maps/scannet20.indoor6.json' with { type: 'json' };
import indoor11 from './maps/scannet20.indoor11.json' with { type: 'json' };
import semantickitti4 from './maps/semantickitti.outdoor4.json' with { type: 'json' };
import semantickitti7 from './maps/semantickitti.outdoor7.json' with { type: 'json' };
import semantickitti7lidog from './maps/semantickitti.outdoor7lidog.json' with { type: 'json' };
import waymo4 from './maps/waymo-segmentation.outdoor4.json' with { type: 'json' };
import waymo7 from './maps/waymo-segmentation.outdoor7.json' with { type: 'json' };
import waymo7lidog from './maps/waymo-segmentation.outdoor7lidog.json' with { type: 'json' };

/** Every way into a taxonomy: from a dataset's own numbering, or from a label set of ours. */
export const TAXONOMY_MAPS: readonly ClassMap[] = [
  nuscenes7lidog,
  nuscenes7,
  nuscenes4,
  semantickitti7lidog,
  semantickitti7,
  semantickitti4,
  waymo7lidog,
  waymo7,
  waymo4,
  outdoor7lidog,
  outdoor7,
  outdoor4,
  indoor11,
  indoor6,
].map(defineClassMap);

/** The map from a numbering or label set into a taxonomy, where there is one. Classes added to a label set have no place in it. */
export function taxonomyMap(from: string | undefined, taxonomy: string): ClassMap | undefined {
  return TAXONOMY_MAPS.find(
    (map) => from !== undefined && map.from === rootLabelSet(from) && map.labelSet === taxonomy,
  );
}
