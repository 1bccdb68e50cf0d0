import fs from 'node:fs';
import path from 'node:path';

/** @typedef {{ passed: number, failed: number, notes: string[] }} Counts */

/**
 * Counts of a Vitest JSON report. A skipped test is a failure, and so is a file that did not load.
 * @returns {Counts}
 */
export function countVitest(report) {
  const counts = { passed: 0, failed: 0, notes: [] };
  for (const file of report.testResults ?? []) {
    if (file.status === 'failed' && file.assertionResults.length === 0) {
      counts.failed++;
      counts.notes.push(
        `${path.relative(process.cwd(), file.name)} did not load: ${(file.message ?? '').split('\n')[0]}`,
      );
    }
    for (const test of file.assertionResults) {
      if (test.status === 'passed') counts.passed++;
      else {
        counts.failed++;
        counts.notes.push(`${test.status}: ${path.relative(process.cwd(), file.name)}: ${test.fullName}`);
      }
    }
  }
  return counts;
}

/**
 * Counts of a Playwright JSON report. Skipped and flaky tests are failures, and so are errors outside tests.
 * @returns {Counts}
 */
export function countPlaywright(report) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report.stats ?? {};
  const outside = report.errors ?? [];
  return {
    passed: expected,
    failed: unexpected + flaky + skipped + outside.length,
    notes: [
      ...outside.map(({ message }) => (message ?? '').split('\n')[0]),
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
      ...(flaky > 0 ? [`${flaky} flaky`] : []),
    ],
  };
}

/**
 * Reads a report and closes the ways in which "nothing failed" can be false: no report, no tests, a runner that ended badly.
 * @param {{ file: string, code: number, count: (report: object) => Counts }} run
 * @returns {Counts}
 */
export function readReport({ file, code, count }) {
  if (!fs.existsSync(file)) return { passed: 0, failed: 1, notes: [`no report; the runner ended with code ${code}`] };
  const counts = count(JSON.parse(fs.readFileSync(file, 'utf8')));
  if (counts.passed + counts.failed === 0) return { ...counts, failed: 1, notes: ['no tests found'] };
  if (code !== 0 && counts.failed === 0) return { ...counts, failed: 1, notes: [`the runner ended with code ${code}`] };
  return counts;
}
