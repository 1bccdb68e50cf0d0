import { IGNORE_LABEL } from '../core/index.ts';
import { meanOfNumbers } from './confusion-matrix.ts';
import type { TruthInstances } from './instance-overlaps.ts';

export interface PanopticOptions {
  readonly classes: number;
  /** Classes of countable things: a segment is an instance. Of the others, all points of a class in a scene are one segment. */
  readonly things: readonly number[];
  /** True segments of fewer points are not asked for, and predicted ones that small are not held against anybody (SemanticKITTI: 50). Default 1. */
  readonly minPoints?: number | undefined;
}

export interface ClassPanoptic {
  readonly classId: number;
  /** PQ = SQ · RQ; NaN without a segment, true or predicted. */
  readonly pq: number;
  /** Mean IoU of the matched segments. */
  readonly sq: number;
  /** TP / (TP + FP/2 + FN/2). */
  readonly rq: number;
  readonly matched: number;
  readonly falsePositives: number;
  readonly misses: number;
}

export interface PanopticScores {
  /** Means over the classes that occur. */
  readonly pq: number;
  readonly sq: number;
  readonly rq: number;
  readonly pqThings: number;
  readonly pqStuff: number;
  readonly perClass: readonly ClassPanoptic[];
}

interface Segment {
  readonly classId: number;
  points: number;
  /** Points that have no true class. */
  voidPoints: number;
}

/** Segments of one scene and how they overlap; a point belongs to one segment at most. */
interface Segments {
  readonly of: (point: number) => number;
  readonly list: Segment[];
}

/**
 * Panoptic quality over any number of scenes (Kirillov et al., CVPR 2019): segments match when they share a class and IoU > ½, which at
 * most one pair can. Points without a true class count neither in an IoU nor, when most of a segment lies on them, against it.
 */
export class PanopticQuality {
  private readonly options: PanopticOptions;
  private readonly iouSum: Float64Array;
  private readonly matched: Float64Array;
  private readonly falsePositives: Float64Array;
  private readonly misses: Float64Array;

  constructor(options: PanopticOptions) {
    this.options = options;
    const zeros = () => new Float64Array(options.classes);
    [this.iouSum, this.matched, this.falsePositives, this.misses] = [zeros(), zeros(), zeros(), zeros()];
  }

  /**
   * Adds one scene: class and instance of each point. A thing point without an instance (0) belongs to no segment. `minPoints` overrides
   * that of the options for it.
   */
  add(truth: TruthInstances, predicted: TruthInstances, minPoints = this.options.minPoints ?? 1): void {
    const truths = this.segments(truth, truth);
    const guesses = this.segments(predicted, truth);
    const shared = new Map<number, number>();
    for (let i = 0; i < truth.semantic.length; i++) {
      const [t, g] = [truths.of(i), guesses.of(i)];
      if (t < 0 || g < 0) continue;
      const pair = t * guesses.list.length + g;
      shared.set(pair, (shared.get(pair) ?? 0) + 1);
    }
    const foundTruths = new Set<number>();
    const rightGuesses = new Set<number>();
    for (const [pair, both] of shared) {
      const t = Math.floor(pair / guesses.list.length);
      const g = pair % guesses.list.length;
      const [segment, guess] = [truths.list[t], guesses.list[g]];
      if (segment.classId !== guess.classId) continue;
      const iou = both / (segment.points + guess.points - guess.voidPoints - both);
      if (iou <= 0.5) continue;
      foundTruths.add(t);
      rightGuesses.add(g);
      this.matched[segment.classId]++;
      this.iouSum[segment.classId] += iou;
    }
    truths.list.forEach(({ classId, points }, t) => {
      if (!foundTruths.has(t) && points >= minPoints) this.misses[classId]++;
    });
    guesses.list.forEach(({ classId, points, voidPoints }, g) => {
      if (!rightGuesses.has(g) && points >= minPoints && voidPoints / points <= 0.5) this.falsePositives[classId]++;
    });
  }

  summarize(): PanopticScores {
    const perClass = Array.from(this.matched, (matched, classId): ClassPanoptic => {
      const [falsePositives, misses] = [this.falsePositives[classId], this.misses[classId]];
      const sum = this.iouSum[classId];
      const weight = matched + falsePositives / 2 + misses / 2;
      return {
        classId,
        pq: sum / weight,
        sq: matched > 0 ? sum / matched : weight > 0 ? 0 : NaN,
        rq: matched / weight,
        matched,
        falsePositives,
        misses,
      };
    });
    const isThing = new Set(this.options.things);
    const mean = (of: (scores: ClassPanoptic) => number, classes = perClass) => meanOfNumbers(classes.map(of));
    return {
      pq: mean(({ pq }) => pq),
      sq: mean(({ sq }) => sq),
      rq: mean(({ rq }) => rq),
      pqThings: mean(
        ({ pq }) => pq,
        perClass.filter(({ classId }) => isThing.has(classId)),
      ),
      pqStuff: mean(
        ({ pq }) => pq,
        perClass.filter(({ classId }) => !isThing.has(classId)),
      ),
      perClass,
    };
  }

  private segments({ semantic, instance }: TruthInstances, truth: TruthInstances): Segments {
    const things = new Set(this.options.things);
    const list: Segment[] = [];
    const byKey = new Map<number, number>();
    const of = new Int32Array(semantic.length).fill(-1);
    for (let i = 0; i < semantic.length; i++) {
      const classId = semantic[i];
      if (classId === IGNORE_LABEL || classId < 0 || classId >= this.options.classes) continue;
      const id = things.has(classId) ? instance[i] : 0;
      if (things.has(classId) && id === 0) continue;
      const key = id * this.options.classes + classId;
      let index = byKey.get(key);
      if (index === undefined) {
        byKey.set(key, (index = list.length));
        list.push({ classId, points: 0, voidPoints: 0 });
      }
      of[i] = index;
      list[index].points++;
      if (truth.semantic[i] === IGNORE_LABEL) list[index].voidPoints++;
    }
    return { of: (point) => of[point], list };
  }
}
