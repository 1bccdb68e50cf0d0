import { type EvaluationReport, percent } from '../evaluation/index.ts';

/** A titled table, for the screen and for Markdown alike. The first row is the head. */
export interface Table {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

/** What a report says, table by table; tables without anything to say are left out. */
export function reportTables(report: EvaluationReport): Table[] {
  return [classTable(report), ...taxonomyTables(report), ...instanceTables(report), ...boxTables(report)].filter(
    ({ rows }) => rows.length > 1,
  );
}

function classTable({ iou, miou, accuracy, points, mapping }: EvaluationReport): Table {
  const classes = Object.entries(iou).filter(([, value]) => value !== null);
  const title = `${mapping.to}: ${points} points, mIoU ${percent(miou)} %, accuracy ${percent(accuracy)} %`;
  return { title, rows: [['class', 'IoU %'], ...classes.map(([name, value]) => [name, percent(value)])] };
}

function taxonomyTables({ taxonomies }: EvaluationReport): Table[] {
  return Object.entries(taxonomies)
    .filter(([, { points }]) => points > 0)
    .map(([name, { iou, miou, accuracy, points }]) => ({
      title: `${name}: ${points} points, mIoU ${percent(miou)} %, accuracy ${percent(accuracy)} %`,
      rows: [['class', 'IoU %'], ...Object.entries(iou).map(([key, value]) => [key, percent(value)])],
    }));
}

function instanceTables({ instanceApByClass, instanceAp, classAgnosticAp, panoptic }: EvaluationReport): Table[] {
  const head = ['class', 'objects', 'AP25 %', 'AP50 %', 'AP %'];
  const row = (name: string, objects: string, ap: EvaluationReport['instanceAp']) => [
    name,
    objects,
    percent(ap['0.25']),
    percent(ap['0.5']),
    percent(ap['0.5:0.95']),
  ];
  const classes = Object.entries(instanceApByClass).map(([name, ap]) => row(name, String(ap.truths), ap));
  const mean = classes.length > 0 ? [row('mean', '', instanceAp)] : [];
  const any = classAgnosticAp ? [row('any object', String(classAgnosticAp.truths), classAgnosticAp)] : [];
  const title = panoptic.pq === null ? 'instances' : `instances; panoptic quality ${percent(panoptic.pq)} %`;
  return [{ title, rows: [head, ...classes, ...mean, ...any] }];
}

function boxTables({ boxes }: EvaluationReport): Table[] {
  if (!boxes) return [];
  const { minPoints, maxRangeM } = boxes.rules;
  const reach = maxRangeM === null ? '' : ` within ${maxRangeM} m`;
  const rows = Object.entries(boxes.byClass).map(([name, { truths, truthsInFiles, ap, recallAtPrecision }]) => [
    name,
    `${truths} of ${truthsInFiles}`,
    ...['0.25', '0.5', '0.7'].map((iou) => percent(ap['3d'][iou])),
    ...['0.25', '0.5', '0.7'].map((iou) => percent(ap.bev[iou])),
    percent(recallAtPrecision['3d']['0.6']),
  ]);
  const head = ['class', 'boxes', 'AP25', 'AP50', 'AP70', 'BEV25', 'BEV50', 'BEV70', 'recall at precision 60 %'];
  const byRange = Object.entries(boxes.byClass).flatMap(([name, report]) =>
    Object.entries(report.byRange)
      .filter(([, { truths }]) => truths > 0)
      .map(([range, { truths, ap, apBev, recallAtPrecision }]) => [
        name,
        range,
        String(truths),
        percent(ap['0.5']),
        percent(apBev['0.5']),
        percent(recallAtPrecision['0.6']),
      ]),
  );
  return [
    { title: `boxes with ${minPoints} points or more${reach}, in per cent`, rows: [head, ...rows] },
    {
      title: 'boxes by metres from the sensor, IoU 0.5, in per cent',
      rows: [['class', 'metres', 'boxes', 'AP', 'BEV AP', 'recall at precision 60 %'], ...byRange],
    },
  ];
}

export function markdownOf(heading: string, tables: readonly Table[]): string {
  const body = tables.map(({ title, rows }) => {
    const [head = [], ...rest] = rows;
    const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
    return [`${title}\n`, line(head), line(head.map(() => '---')), ...rest.map(line), ''].join('\n');
  });
  return [`### ${heading}\n`, ...body].join('\n');
}
