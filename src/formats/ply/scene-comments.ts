import type { Domain, TruthBox, Vec3 } from '../../core/index.ts';

/** What `writeScenePly` put in the header's comments. */
export interface SceneComments {
  readonly labelSet: string;
  readonly domain?: Domain;
  /** What the stored coordinates are relative to; (0, 0, 0) when not stated. */
  readonly origin: Vec3;
  /** In the frame of the vertices as stored. */
  readonly boxes: readonly TruthBox[];
}

/** The scene that the comments of a PLY state, or undefined when they state none. Lines that do not parse are not ours. */
export function parseSceneComments(comments: readonly string[]): SceneComments | undefined {
  let labelSet: string | undefined;
  let domain: Domain | undefined;
  const boxes: TruthBox[] = [];
  for (const comment of comments) {
    const words = comment.split(/\s+/);
    if (words[0] !== 'voxelens') continue;
    if (words[1] === 'labelset') labelSet = words.slice(2).join(' ');
    if (words[1] === 'domain' && (words[2] === 'indoor' || words[2] === 'outdoor')) domain = words[2];
    if (words[1] === 'box') {
      // Class names may hold spaces ("shower curtain"): the last seven words are the numbers.
      const numbers = words.slice(-7).map(Number);
      const className = words.slice(2, -7).join(' ');
      if (className === '' || !numbers.every(Number.isFinite)) continue;
      const triple = (at: number): Vec3 => [numbers[at]!, numbers[at + 1]!, numbers[at + 2]!];
      boxes.push({ className, center: triple(0), size: triple(3), yaw: numbers[6]! });
    }
  }
  const origin = parseStatedOrigin(comments) ?? [0, 0, 0];
  return labelSet ? { labelSet, origin, boxes, ...(domain ? { domain } : {}) } : undefined;
}

/** `comment voxelens origin x y z`, float64 metres. */
export function parseStatedOrigin(comments: readonly string[]): Vec3 | undefined {
  for (const comment of comments) {
    const numbers = /^voxelens origin\s+(\S+)\s+(\S+)\s+(\S+)$/.exec(comment)?.slice(1).map(Number);
    if (numbers?.every(Number.isFinite)) return [numbers[0]!, numbers[1]!, numbers[2]!];
  }
  return undefined;
}
