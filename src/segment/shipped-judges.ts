import { judgeOf } from './judge.ts';
import type { Judges } from './merge-tree.ts';
import weights from './weights.json';

/** The judges that were fitted on synthetic rooms; those that also read a network's word where there is one. */
export function shippedJudges(hasNetwork: boolean): Judges {
  const { pair, object } = hasNetwork ? weights.network : weights.geometry;
  return { pair: judgeOf(pair), object: judgeOf(object) };
}
