// `node bench/tables.mjs FILE…`: rows of reports in bench/history as the Markdown tables of docs/performance.md.
import fs from 'node:fs';

for (const file of process.argv.slice(2)) {
  const { adapter, machine, commit, rows } = JSON.parse(fs.readFileSync(file, 'utf8'));
  console.log(`<!-- ${file}: ${adapter}, ${machine}, ${commit} -->`);
  const columns = allColumns().filter(({ value }) => rows.some((row) => value(row) !== undefined));
  console.log(`| ${columns.map(({ title }) => title).join(' | ')} |`);
  console.log(`|${columns.map(({ isText }) => (isText ? '---' : '--:')).join('|')}|`);
  for (const row of rows) console.log(`| ${columns.map(({ value }) => value(row) ?? '').join(' | ')} |`);
  console.log('');
}

function allColumns() {
  return [
    { title: 'what', isText: true, value: ({ name }) => name },
    { title: 'size', value: ({ size }) => size.toLocaleString('en') },
    { title: 'ms', value: ({ ms }) => places(ms) },
    { title: 'processor ms', value: ({ cpuMs }) => places(cpuMs) },
    { title: 'runs', value: ({ runs }) => runs },
    { title: 'GFLOP/s', value: ({ gflops }) => places(gflops) },
    { title: 'GFLOP/s a core', value: ({ gflopsPerCore }) => places(gflopsPerCore) },
    { title: 'of dense', value: ({ shareOfDense }) => percent(shareOfDense) },
    { title: 'of limit', value: ({ shareOfLimit }) => percent(shareOfLimit) },
    { title: 'executed / useful', value: ({ executedOverUseful }) => executedOverUseful?.toFixed(3) },
    { title: 'bytes / voxel', value: ({ bytesPerVoxel }) => bytesPerVoxel && Math.round(bytesPerVoxel) },
    { title: 'ratio', value: ({ ratio }) => ratio && `${ratio.toFixed(1)}×` },
    { title: 'processor ratio', value: ({ cpuRatio }) => cpuRatio && `${cpuRatio.toFixed(1)}×` },
    { title: 'against', isText: true, value: ({ baseline }) => baseline },
  ];
}

function places(value) {
  if (value === undefined) return undefined;
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

function percent(share) {
  return share === undefined ? undefined : `${Math.round(100 * share)} %`;
}
