import { type EvaluationReport, percent, type Score } from '../evaluation/index.ts';
import type { Table } from './evaluation-tables.ts';

/** What a suite adds up: the reports of each data set, and of the boxes of street scenes by stricter rules. */
export interface SuiteScores {
  /** By data set, as `Scene.dataset` spells it. */
  readonly byDataset: ReadonlyMap<string, EvaluationReport>;
  /** Boxes of `VEHICLE_DATASETS` together, by `VEHICLE_RULES`. */
  readonly vehicles: EvaluationReport | undefined;
}

/** Vehicles are asked for where a sensor of 64 beams shows them well. */
export const VEHICLE_RULES = { minPoints: 20, maxRangeM: 40 } as const;
export const VEHICLE_DATASETS: ReadonlySet<string> = new Set(['kitti-object', 'av2', 'sustech']);

export interface GoalResult {
  readonly data: string;
  readonly measure: string;
  readonly measured: Score;
  readonly floor: number;
  readonly goal: number;
  readonly reached: 'goal' | 'floor' | 'no' | 'not measured';
}

interface Goal {
  readonly data: string;
  readonly measure: string;
  readonly floor: number;
  readonly goal: number;
  measured(scores: SuiteScores): Score | undefined;
}

const taxonomy = ({ byDataset }: SuiteScores, dataset: string, name: string) =>
  byDataset.get(dataset)?.taxonomies[name];

const GOALS: readonly Goal[] = [
  {
    data: 'nuScenes lidarseg, 7 classes',
    measure: 'mIoU (outdoor7)',
    floor: 0.35,
    goal: 0.5,
    measured: (scores) => taxonomy(scores, 'nuscenes', 'outdoor7')?.miou,
  },
  {
    data: 'nuScenes lidarseg, 7 classes',
    measure: 'vehicle IoU (outdoor7)',
    floor: 0.6,
    goal: 0.8,
    measured: (scores) => taxonomy(scores, 'nuscenes', 'outdoor7')?.iou['vehicle'],
  },
  {
    data: 'nuScenes lidarseg, 7 classes, LiDOG’s tables',
    measure: 'mIoU (outdoor7lidog)',
    floor: 0.35,
    goal: 0.5,
    measured: (scores) => taxonomy(scores, 'nuscenes', 'outdoor7lidog')?.miou,
  },
  {
    data: 'nuScenes lidarseg, 7 classes, LiDOG’s tables',
    measure: 'vehicle IoU (outdoor7lidog)',
    floor: 0.6,
    goal: 0.8,
    measured: (scores) => taxonomy(scores, 'nuscenes', 'outdoor7lidog')?.iou['vehicle'],
  },
  {
    data: 'KITTI, AV2, SUSTech vehicles, 40 m, 20 points',
    measure: 'recall at 3D IoU 0.5, precision 0.6',
    floor: 0.5,
    goal: 0.8,
    measured: ({ vehicles }) => vehicles?.boxes?.byClass['vehicle']?.recallAtPrecision['3d']['0.6'],
  },
  {
    data: 'ScanNet, 20 classes',
    measure: 'mIoU',
    floor: 0.22,
    goal: 0.4,
    measured: ({ byDataset }) => byDataset.get('scannet')?.miou,
  },
  {
    data: 'ScanNet, 20 classes',
    measure: 'floor IoU',
    floor: 0.85,
    goal: 0.95,
    measured: ({ byDataset }) => byDataset.get('scannet')?.iou['floor'],
  },
  {
    data: 'ScanNet, 20 classes',
    measure: 'wall IoU',
    floor: 0.6,
    goal: 0.75,
    measured: ({ byDataset }) => byDataset.get('scannet')?.iou['wall'],
  },
  {
    data: 'mOSD table scenes',
    measure: 'instance AP50, class-agnostic',
    floor: 0.3,
    goal: 0.6,
    measured: ({ byDataset }) => byDataset.get('osd')?.classAgnosticAp?.['0.5'],
  },
];

export function measureGoals(scores: SuiteScores): GoalResult[] {
  return GOALS.map(({ measured, data, measure, floor, goal }) => {
    const value = measured(scores) ?? null;
    const reached = value === null ? 'not measured' : value >= goal ? 'goal' : value >= floor ? 'floor' : 'no';
    return { data, measure, measured: value, floor, goal, reached };
  });
}

export function goalTable(results: readonly GoalResult[]): Table {
  return {
    title: 'Goals on real data, in per cent',
    rows: [
      ['data', 'measure', 'measured', 'floor', 'goal', 'reached'],
      ...results.map(({ data, measure, measured, floor, goal, reached }) => [
        data,
        measure,
        percent(measured),
        percent(floor),
        percent(goal),
        reached,
      ]),
    ],
  };
}

/** One row a data set: its own classes, the coarser ones, instances, vehicles by the rules of the goals. */
export function datasetTable(rows: readonly DatasetRow[]): Table {
  return {
    title: 'By data set, in per cent',
    rows: [
      [
        'data set',
        'scenes',
        'mIoU',
        'mIoU 7',
        'vehicle 7',
        'mIoU 4',
        'AP50',
        'any object',
        'vehicles',
        'AP50 3D',
        'recall',
      ],
      ...rows.map(({ dataset, scenes, report, vehicles }) => {
        const street = report.taxonomies['outdoor7'];
        const coarse = report.taxonomies['outdoor4'] ?? report.taxonomies['indoor6'];
        const boxes = vehicles?.boxes?.byClass['vehicle'];
        return [
          dataset,
          String(scenes),
          percent(report.miou),
          percent(street?.miou),
          percent(street?.iou['vehicle']),
          percent(coarse?.miou),
          percent(report.instanceAp['0.5']),
          percent(report.classAgnosticAp?.['0.5']),
          boxes ? String(boxes.truths) : '–',
          percent(boxes?.ap['3d']['0.5']),
          percent(boxes?.recallAtPrecision['3d']['0.6']),
        ];
      }),
    ],
  };
}

export interface DatasetRow {
  readonly dataset: string;
  readonly scenes: number;
  readonly report: EvaluationReport;
  /** The same scenes by `VEHICLE_RULES`. */
  readonly vehicles: EvaluationReport | undefined;
}
