import { describe, expect, it } from 'vitest';
import { CancelledError, type GroundTruth, IGNORE_LABEL, type TruthBox } from '../core/index.ts';
import { Evaluation } from './evaluation.ts';
import { type JudgedPrediction, type JudgeSettings, judge, VERDICT } from './judge.ts';

const ROAD = 0;
const BUILDING = 3;
const VEHICLE = 7;
const PERSON = 8;
const SETTINGS: JudgeSettings = { iou: 0.5, view: '3d', minConfidence: 0 };

/** Ten road points, six of vehicle 1, six of vehicle 2, two not labelled; a metre apart along x. */
const TRUTH: GroundTruth = {
  labelSet: 'outdoor11',
  semantic: Int16Array.from({ length: 24 }, (_, i) => (i < 10 ? ROAD : i < 22 ? VEHICLE : IGNORE_LABEL)),
  instance: Uint32Array.from({ length: 24 }, (_, i) => (i < 10 || i >= 22 ? 0 : i < 16 ? 1 : 2)),
  boxes: [],
};

function subject(truth: GroundTruth = TRUTH) {
  const positions = Float32Array.from({ length: 3 * 24 }, (_, i) => (i % 3 === 0 ? i / 3 : 0));
  return { cloud: { positions, origin: [0, 0, 0] as const }, truth, dataset: 'nuscenes' };
}

/** Vehicle 1 is found whole, of vehicle 2 the last four points are called building. */
function prediction(extra: Partial<JudgedPrediction> = {}): JudgedPrediction {
  const semantic = Uint8Array.from({ length: 24 }, (_, i) => (i < 10 ? ROAD : i < 18 ? VEHICLE : BUILDING));
  return {
    labelSet: 'outdoor11',
    semantic,
    confidence: Float32Array.from(semantic, (_, i) => (i === 0 ? 0.3 : 0.9)),
    instance: Uint32Array.from(semantic, (_, i) => (i >= 10 && i < 16 ? 5 : i >= 16 && i < 18 ? 6 : 0)),
    instances: [
      { id: 5, classId: VEHICLE, score: 0.8, points: 6 },
      { id: 6, classId: VEHICLE, score: 0.4, points: 2 },
    ],
    boxes: [],
    ...extra,
  };
}

describe('judging', () => {
  it('says of each point whether it is right, and counts who is called what', async () => {
    const { judgement, verdicts } = await judge(subject(), prediction(), SETTINGS);
    expect([...(verdicts?.verdict ?? [])]).toEqual([
      ...Array(18).fill(VERDICT.right),
      ...Array(4).fill(VERDICT.wrong),
      VERDICT.ignored,
      VERDICT.ignored,
    ]);
    const { semantic, mapping } = judgement;
    expect(mapping.choice).toEqual({ kind: 'classes' });
    expect(semantic).toMatchObject({ points: 22, ignored: 2, accuracy: 18 / 22 });
    expect(semantic?.counts[VEHICLE]?.[BUILDING]).toBe(4);
    expect(semantic?.classes[VEHICLE]).toMatchObject({
      name: 'vehicle',
      truth: 12,
      predicted: 8,
      hit: 8,
      precision: 1,
    });
    expect(semantic?.classes[VEHICLE]?.recall).toBeCloseTo(8 / 12, 12);
    expect(semantic?.classes[PERSON]?.iou).toBeNull();
  });

  it('gives the numbers that an evaluation of the same scene reports', async () => {
    const boxed = { ...TRUTH, boxes: [truthBox('vehicle', 12), truthBox('vehicle', 40), truthBox('pedestrian', 60)] };
    const found = prediction({ boxes: [guess(12, 0.9), guess(80, 0.7), guess(60, 0.6)] });
    const { judgement } = await judge(subject(boxed), found, SETTINGS);
    const evaluation = new Evaluation('outdoor11', { minPoints: 5 });
    evaluation.add(
      {
        cloud: { name: 's', format: 'x', count: 24, attributes: [], ...subject().cloud },
        truth: boxed,
        dataset: 'nuscenes',
        domain: 'outdoor',
        frame: { index: 0, count: 1 },
        diagnostics: [],
      },
      { ...found, pointRows: new Uint32Array(24), voxelProbabilities: new Float32Array(0) },
    );
    const report = evaluation.summarize();
    expect(judgement.semantic?.miou).toBe(report.miou);
    expect(judgement.instances?.fixed).toEqual({
      ap25: report.instanceAp['0.25'],
      ap50: report.instanceAp['0.5'],
      ap: report.instanceAp['0.5:0.95'],
    });
    expect(judgement.boxes?.map).toBe(report.boxes?.map['3d']['0.5']);
  });

  it('lists which objects were found, missed and false, and why', async () => {
    const { judgement } = await judge(subject(), prediction(), SETTINGS);
    expect(
      judgement.instances?.objects.map(({ kind, score, why, predictedId, truthId }) => [
        kind,
        score,
        why,
        predictedId,
        truthId,
      ]),
    ).toEqual([
      ['matched', 0.8, undefined, 5, 1],
      ['false', 0.4, 'overlap', 6, undefined],
      ['missed', undefined, 'overlap', undefined, 2],
    ]);
    expect(judgement.instances?.objects[0]).toMatchObject({ iou: 1, points: 6, box: { center: [12.5, 0, 0] } });
    const boxed = { ...TRUTH, boxes: [truthBox('vehicle', 12), truthBox('vehicle', 40), truthBox('pedestrian', 60)] };
    const found = prediction({ boxes: [guess(12, 0.9), guess(12.1, 0.8), guess(60, 0.7), guess(90, 0.6)] });
    const { boxes } = (await judge(subject(boxed), found, SETTINGS)).judgement;
    expect(boxes?.objects.map(({ kind, why, otherClass }) => [kind, why, otherClass])).toEqual([
      ['matched', undefined, undefined],
      ['false', 'duplicate', VEHICLE],
      ['false', 'class', PERSON],
      ['false', 'nothing', undefined],
      ['missed', 'nothing', undefined],
      ['missed', 'class', VEHICLE],
    ]);
    expect(boxes?.perClass.map(({ name, truths, ap }) => [name, truths, ap])).toEqual([
      ['vehicle', 2, 0.5],
      ['pedestrian', 1, 0],
    ]);
  });

  it('follows the overlap that counts as found, the mapping, and how sure a point has to be', async () => {
    const loose = (await judge(subject(), prediction(), { ...SETTINGS, iou: 0.25 })).judgement.instances;
    expect(loose?.objects.map(({ kind }) => kind)).toEqual(['matched', 'matched']);
    const coarse = await judge(subject(), prediction(), {
      ...SETTINGS,
      mapping: { kind: 'taxonomy', name: 'outdoor4' },
    });
    expect(coarse.judgement.mapping.classes.map(({ name }) => name)).toEqual([
      'ground',
      'structure',
      'vegetation',
      'movable',
    ]);
    expect(coarse.judgement.semantic?.counts[3]).toEqual([0, 4, 0, 8, 0]);
    expect(coarse.judgement.instances?.perClass[0]?.name).toBe('movable');
    const sure = await judge(subject(), prediction(), { ...SETTINGS, minConfidence: 0.5 });
    expect(sure.judgement.semantic?.counts[ROAD]?.at(-1)).toBe(1);
    expect(sure.verdicts?.verdict[0]).toBe(VERDICT.wrong);
  });

  it('scores objects of unknown class without regard to class', async () => {
    const unknown = { ...TRUTH, semantic: new Int16Array(24).fill(IGNORE_LABEL) };
    const { instances } = (await judge(subject(unknown), prediction(), SETTINGS)).judgement;
    expect(instances).toMatchObject({ classAgnostic: true, perClass: [{ name: 'object', truths: 2 }] });
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort();
    await expect(judge(subject(), prediction(), SETTINGS, { signal })).rejects.toBeInstanceOf(CancelledError);
  });
});

function truthBox(className: string, x: number): TruthBox {
  return { className, center: [x, 0, 0], size: [4, 2, 2], yaw: 0, points: 50 };
}

function guess(x: number, score: number) {
  return { classId: VEHICLE, score, center: [x, 0, 0], size: [4, 2, 2], yaw: 0 } as const;
}
