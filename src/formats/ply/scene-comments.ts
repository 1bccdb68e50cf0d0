import type { Domain, TruthBox, Vec3 } from '../../core/index.ts';

/** What `writeScenePly` put in the header's comments. */
export interface SceneComments {
  readonly labelSet: string;
  readonly domain?: Domain;
  /** What the stored coordinates are relative to; (0, 0, 0) when not stated. */
  readonly origin: Vec3;
  /** In the frame of the vertices as stored. */
  readonly boxes: readonly TruthBox[];
  /** Of the boxes, 0–1; absent when no box has one. */
  readonly boxScores?: readonly (number | undefined)[];
}

/** The scene that the comments of a PLY state, or undefined when they state none. Lines that do not parse are not ours. */
export function parseSceneComments(comments: readonly string[]): SceneComments | undefined {
  let labelSet: string | undefined;
  let domain: Domain | undefined;
  const boxes: TruthBox[] = [];
  const scores: (number | undefined)[] = [];
  for (const comment of comments) {
    const words = fromUtf8(comment).split(/\s+/);
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
      scores.push(undefined);
    }
    if (words[1] === 'boxscore' && boxes.length > 0 && Number.isFinite(Number(words[2]))) {
      scores[boxes.length - 1] = Number(words[2]);
    }
  }
  const origin = parseStatedOrigin(comments) ?? [0, 0, 0];
  const isScored = scores.some((score) => score !== undefined);
  return labelSet
    ? { labelSet, origin, boxes, ...(isScored ? { boxScores: scores } : {}), ...(domain ? { domain } : {}) }
    : undefined;
}

/** Headers are cut by bytes and therefore read as one character each; names of classes may be of any script. */
function fromUtf8(comment: string): string {
  return new TextDecoder().decode(Uint8Array.from(comment, (character) => character.charCodeAt(0)));
}

/** `comment voxelens origin x y z`, float64 metres. */
export function parseStatedOrigin(comments: readonly string[]): Vec3 | undefined {
  for (const comment of comments) {
    const numbers = /^voxelens origin\s+(\S+)\s+(\S+)\s+(\S+)$/.exec(comment)?.slice(1).map(Number);
    if (numbers?.every(Number.isFinite)) return [numbers[0]!, numbers[1]!, numbers[2]!];
  }
  return undefined;
}
