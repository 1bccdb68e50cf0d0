import { createTfjsOps } from '../tfjs/index.ts';
import { describeConformance } from './suite.fixture.ts';

// The oracle itself, against values worked out by hand; and its composition by pairs against that by gathers. An index without such
// values would be compared with itself.
describeConformance(
  'tfjs',
  () => createTfjsOps('cpu', { composition: 'pairs' }),
  ({ expected, name }) => expected !== undefined || name.startsWith('conv: '),
);
