// Holds the source tree against architecture.cjs, and ARCHITECTURE.md's room table against it too. Fails when it sees too little.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { filesUnder, ROOT } from './stamp.mjs';

const require = createRequire(import.meta.url);
const rooms = require('../architecture.cjs');
const { forbidden, options } = require('../.dependency-cruiser.cjs');
/** A test file may be a longer list of cases. */
const maxLines = (file) => (/\.(?:test|spec)\.tsx?$/.test(file) ? 600 : 400);

process.chdir(ROOT);
const sources = filesUnder(['src', 'e2e', 'bench'])
  .map((file) => path.relative(ROOT, file))
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'));
const folders = [...new Set(sources.map((file) => file.split(path.sep)[0]))];

const problems = [...(await importProblems()), ...lengthProblems(), ...documentProblems()];
for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error(`architecture: ${problems.length} problems`);
  process.exit(1);
}

async function importProblems() {
  if (sources.length === 0) return ['no sources found'];
  const { enhancedResolveOptions, tsConfig, ...cruiseOptions } = options;
  const { output } = await cruise(
    folders,
    { ...cruiseOptions, ruleSet: { forbidden }, validate: true, tsConfig },
    enhancedResolveOptions,
    { tsConfig: extractTSConfig(tsConfig.fileName) },
  );
  const seen = new Set(output.modules.map(({ source }) => source.replace(/\?.*$/, '')));
  const unseen = sources.filter((file) => !seen.has(file));
  const dependencies = output.modules.reduce((sum, module) => sum + module.dependencies.length, 0);
  console.log(`architecture: ${sources.length} modules, ${dependencies} imports, ${forbidden.length} rules`);
  // With a TypeScript that it cannot load, dependency-cruiser sees nothing and reports success.
  if (dependencies === 0 && sources.length > 1) return ['dependency-cruiser saw no imports at all'];
  return [
    ...unseen.map((file) => `${file}: not seen by dependency-cruiser`),
    ...output.summary.violations.map(
      ({ from, to, rule, comment }) => `${from} -> ${to}: ${rule.name}${comment ? ` (${comment})` : ''}`,
    ),
  ];
}

function lengthProblems() {
  return sources.flatMap((file) => {
    const lines = fs.readFileSync(file, 'utf8').split('\n').length - 1;
    return lines > maxLines(file) ? [`${file}: ${lines} lines, more than ${maxLines(file)}`] : [];
  });
}

/** Every row of ARCHITECTURE.md's room table, as in architecture.cjs: `| floor | \`room\` | owns | may import | npm |`. */
function documentProblems() {
  const text = fs.readFileSync('ARCHITECTURE.md', 'utf8');
  const rows = new Map(
    [...text.matchAll(/^\| (\d) \| `(\w+)` \|([^|]*)\|([^|]*)\|([^|]*)\|$/gm)].map(([, floor, room, , may, npm]) => [
      room,
      { floor: Number(floor), may: listRooms(may), npm: listNames(npm) },
    ]),
  );
  const problems = [];
  for (const [room, { floor, may, npm, node }] of Object.entries(rooms)) {
    const row = rows.get(room);
    const expected = JSON.stringify({ floor, may: [...may].sort(), npm: [...npm, ...(node ? ['node'] : [])].sort() });
    if (!row) problems.push(`ARCHITECTURE.md: no row for ${room}`);
    else if (JSON.stringify(row) !== expected)
      problems.push(`ARCHITECTURE.md: ${room} says ${JSON.stringify(row)}, the table ${expected}`);
  }
  for (const room of rows.keys())
    if (!(room in rooms)) problems.push(`ARCHITECTURE.md: ${room} is not in architecture.cjs`);
  for (const entry of fs.readdirSync('src', { withFileTypes: true })) {
    if (entry.isDirectory() && !(entry.name in rooms))
      problems.push(`src/${entry.name}: not a room of architecture.cjs`);
  }
  return problems;
}

function listRooms(cell) {
  const upTo = /^\s*floors 0–(\d)\s*$/.exec(cell)?.[1];
  if (upTo === undefined) return listNames(cell);
  return Object.keys(rooms)
    .filter((name) => rooms[name].floor <= Number(upTo))
    .sort();
}

function listNames(cell) {
  return cell
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '' && word !== '–')
    .sort();
}
