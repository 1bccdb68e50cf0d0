// Turns architecture.cjs into rules. Run by `npm run architecture`.
const rooms = require('./architecture.cjs');

const alternatives = (names) => `(?:${names.join('|')})`;
const names = Object.keys(rooms);
/** Files that only tests and benchmarks load: they may use any package, and no product file may load them. */
const TEST = '\\.(?:test|bench|fixture)\\.tsx?$';
const PRODUCT_NOT = `${TEST}|\\.d\\.ts$`;

for (const [room, { floor, may }] of Object.entries(rooms)) {
  for (const target of may) {
    if (!(rooms[target]?.floor < floor)) throw new Error(`architecture.cjs: ${room} -> ${target} does not go down`);
  }
}

const rule = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });
const forbidden = [
  // Rooms cannot form a cycle at all (floors); inside a room two nouns may name each other's types.
  rule('no-circular', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }, 'no cycles'),
  rule('no-unresolvable', {}, { couldNotResolve: true }, 'an import that leads nowhere'),
  rule('no-unknown-room', { path: '^src/', pathNot: `^src/${alternatives(names)}/` }, {}, 'every file under src/ lives in a room'),
  rule('tests-are-leaves', { path: '^src/', pathNot: TEST }, { path: TEST }, 'the product does not import its tests'),
  rule('src-is-closed', { path: '^src/', pathNot: TEST }, { path: '^(?:scripts|e2e|bench)/' }, 'the product does not import its tooling'),
  rule('e2e-is-black-box', { path: '^e2e/' }, { path: '^src/', pathNot: '^src/app/probe\\.ts$|\\.fixture\\.ts$' }, 'end-to-end tests see what a person sees, and the probe; they may drop files that fixtures make'),
  rule('no-utils', {}, { path: '^src/.*/(?:utils?|helpers?|misc|common)\\.tsx?$' }, 'if it has no owner, it has no room'),
];

for (const [room, { may, npm, kernels, node }] of Object.entries(rooms)) {
  const product = { path: `^src/${room}/`, pathNot: PRODUCT_NOT };
  const reachable = alternatives([room, ...may]);
  forbidden.push(
    rule(`${room}-imports`, product, { path: '^src/', pathNot: `^src/${reachable}/` }, `may import: ${may.join(', ') || 'nothing'}`),
    rule(
      `${room}-front-door`,
      product,
      { path: '^src/', pathNot: `^src/${room}/|^src/[^/]+/index\\.ts$` },
      'other rooms only through index.ts',
    ),
    rule(
      `${room}-npm`,
      product,
      {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'],
        ...(npm.length > 0 && { pathNot: `node_modules/${alternatives(npm)}/` }),
      },
      `npm packages: ${npm.join(', ') || 'none'}`,
    ),
  );
  if (!node) forbidden.push(rule(`${room}-node`, product, { dependencyTypes: ['core'] }, 'runs in a browser'));
  if (!kernels) forbidden.push(rule(`${room}-kernels`, product, { path: '^kernels/' }, 'only ops reads kernels/'));
}

module.exports = {
  forbidden,
  options: {
    tsPreCompilationDeps: true, // type-only imports count: a type hole in the wall is a hole
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules|^kernels/' },
    exclude: { path: '^virtual:' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mts', '.mjs', '.js', '.json', '.wgsl'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'browser', 'default'],
    },
  },
};
