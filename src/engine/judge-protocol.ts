import type { Progress } from '../core/index.ts';
import type {
  Compared,
  FoundPoints,
  Judged,
  JudgedPrediction,
  JudgeSettings,
  MappingChoice,
  PointQuery,
} from '../evaluation/index.ts';
import type { JudgedScene } from './judge-desk.ts';
import type { Reply } from './protocol.ts';

type OnProgress = (progress: Progress) => void;

/** Numbers that the page gave to what it lent, see `lend`. */
export interface LentCase {
  readonly scene: number;
  readonly prediction: number;
}

export interface LentSide {
  readonly prediction: number;
  readonly minConfidence: number;
}

/** What crosses between the page and its judge. Columns cross once; settings and questions often. */
export interface JudgeApi {
  /** Keeps a copy under a number. Numbers in `keep` stay, all others are dropped. */
  lend(
    number: number,
    what: { readonly scene: JudgedScene } | { readonly prediction: JudgedPrediction },
    keep: readonly number[],
  ): void;
  judge(call: number, of: LentCase, settings: JudgeSettings, onProgress: OnProgress): Promise<Reply<Judged>>;
  find(
    call: number,
    of: LentCase,
    settings: JudgeSettings,
    query: PointQuery,
    onProgress: OnProgress,
  ): Promise<Reply<FoundPoints>>;
  compare(
    call: number,
    scene: number,
    first: LentSide,
    second: LentSide,
    choice: MappingChoice | undefined,
    onProgress: OnProgress,
  ): Promise<Reply<Compared>>;
  cancel(call: number): void;
}
