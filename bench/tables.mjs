// `node bench/tables.mjs FILE…` prints reports as Markdown tables. `node bench/tables.mjs --write PAGE…` puts the newest reports of
// bench/history between the comments of a page that name them, each up to the next `<!-- end -->`; a report that is not there leaves
// its table as it is:
//   <!-- table REPORT… -->           rows of the reports, one table; `--maps` in front of the first keeps the rows of maps
//   <!-- compare BEFORE AFTER -->    processor times of the rows that both have
//   <!-- stages REPORT… -->          stages of the whole way, one column a report
// A report is named without its date: `wasm-scaling-outdoor`.
import fs from 'node:fs';
import path from 'node:path';

const HISTORY = path.join(import.meta.dirname, 'history');
const LAYOUTS = { table, compare, stages };

const [first, ...rest] = process.argv.slice(2);
if (first === '--write') rest.forEach(rewrite);
else if (first)
  for (const file of [first, ...rest]) console.log(`<!-- ${file} -->\n${rowsTable(read(file).rows, true)}\n`);

function rewrite(page) {
  const text = fs.readFileSync(page, 'utf8');
  const block = /(<!-- (table|compare|stages) ([^>]*?) -->\n)([\s\S]*?)(<!-- end -->)/g;
  const written = text.replace(block, (whole, start, layout, names, _old, end) => {
    const words = names.split(' ').filter((word) => word !== '--maps');
    const files = words.map(newest);
    const missing = words.filter((_, i) => !files[i]);
    for (const name of missing) console.error(`${page}: no report ${name}, table left as it is`);
    if (missing.length > 0) return whole;
    return `${start}\n${LAYOUTS[layout](files.map(read), names.includes('--maps'))}\n\n${end}`;
  });
  fs.writeFileSync(page, written);
}

/** The latest date of reports with this name. */
function newest(name) {
  const of = fs.readdirSync(HISTORY).filter((file) => file.replace(/^\d{4}-\d\d-\d\d-/, '') === `${name}.json`);
  return of.length > 0 ? path.join(HISTORY, of.sort().at(-1)) : undefined;
}

function read(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

function table(reports, keepsMaps) {
  const rows = reports.flatMap((report) => report.rows);
  return rowsTable(keepsMaps ? rows : rows.filter(({ name }) => !name.endsWith(': maps')), false);
}

/** @param isLong with the network's and the implementation's name in each row, for a reader without a heading */
function rowsTable(rows, isLong) {
  const columns = allColumns(isLong ? ({ name }) => name : shortName(rows)).filter(({ value }) =>
    rows.some((row) => value(row) !== undefined),
  );
  return markdown(
    columns,
    rows.map((row) => columns.map(({ value }) => value(row) ?? '')),
  );
}

/** Without what all names begin with, in whole words. */
function shortName(rows) {
  const parts = rows.map(({ name }) => name.split(/(?<=[,:]) /));
  let same = 0;
  while (parts.every((part) => part.length > same + 1 && part[same] === parts[0][same])) same++;
  return ({ name }) =>
    name
      .split(/(?<=[,:]) /)
      .slice(same)
      .join(' ');
}

function compare([before, after]) {
  const rows = before.rows.flatMap((row) => {
    const now = after.rows.find(({ name }) => name === row.name);
    const isOurs = !row.name.includes('tfjs');
    return now && isOurs ? [{ name: row.name, was: row.cpuMs, is: now.cpuMs }] : [];
  });
  const name = shortName(rows);
  return markdown(
    [{ title: 'implementation', isText: true }, { title: 'before, ms' }, { title: 'after, ms' }, { title: 'ratio' }],
    rows.map((row) => [name(row), places(row.was), places(row.is), times(row.was / row.is)]),
  );
}

function stages(reports) {
  const stageOf = ({ name }) => name.split(': ').at(-1);
  const names = [...new Set(reports.flatMap(({ rows }) => rows.map(stageOf)))].filter((stage) => stage !== 'total');
  const title = ({ rows: [row] }) => `${row.name.split(': ')[0]}, ${row.runs} ${row.runs === 1 ? 'run' : 'runs'}`;
  return markdown(
    [{ title: 'stage', isText: true }, ...reports.map((report) => ({ title: title(report) }))],
    [...names, 'total'].map((stage) => [
      stage,
      ...reports.map(({ rows }) => places(rows.find((row) => stageOf(row) === stage)?.ms) ?? ''),
    ]),
  );
}

function allColumns(name) {
  const isScaling = ({ suite }) => suite === 'scaling';
  return [
    { title: 'what', isText: true, value: name },
    { title: 'size', value: ({ size }) => size.toLocaleString('en') },
    { title: 'ms', value: ({ ms }) => places(ms) },
    { title: 'processor ms', value: ({ cpuMs }) => places(cpuMs) },
    { title: 'runs', value: ({ runs }) => runs },
    {
      title: 'processor µs a voxel',
      value: (row) => (isScaling(row) ? places((1000 * row.cpuMs) / row.size) : undefined),
    },
    { title: 'GFLOP', value: ({ suite, gflop }) => (suite === 'kernels' ? undefined : places(gflop)) },
    { title: 'GFLOP/s', value: ({ gflops }) => places(gflops) },
    { title: 'GFLOP/s a core', value: ({ gflopsPerCore }) => places(gflopsPerCore) },
    { title: 'of dense', value: ({ shareOfDense }) => percent(shareOfDense) },
    { title: 'of limit', value: ({ shareOfLimit }) => percent(shareOfLimit) },
    { title: 'executed / useful', value: ({ executedOverUseful }) => executedOverUseful?.toFixed(3) },
    { title: 'in tiles of a GPU', value: ({ gpuExecutedOverUseful }) => gpuExecutedOverUseful?.toFixed(3) },
    {
      title: 'bytes a voxel',
      value: ({ bytesPerVoxel }) => bytesPerVoxel && Math.round(bytesPerVoxel).toLocaleString('en'),
    },
    { title: 'wall ratio', value: ({ ratio }) => ratio && times(ratio) },
    { title: 'against', isText: true, value: ({ baseline }) => baseline },
    { title: 'processor ratio', value: ({ cpuRatio }) => cpuRatio && times(cpuRatio) },
    { title: 'against', isText: true, value: ({ cpuBaseline }) => cpuBaseline },
  ];
}

function markdown(columns, rows) {
  return [
    `| ${columns.map(({ title }) => title).join(' | ')} |`,
    `|${columns.map(({ isText }) => (isText ? '---' : '--:')).join('|')}|`,
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

function places(value) {
  if (value === undefined) return undefined;
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

function times(ratio) {
  return `${ratio.toFixed(1)}×`;
}

function percent(share) {
  return share === undefined ? undefined : `${Math.round(100 * share)} %`;
}
