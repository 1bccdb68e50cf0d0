import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './stamp.mjs';

const require = createRequire(import.meta.url);

/** Path of a package's own command-line script, so that no shell and no `npx` look-up sits between us and it. */
export function packageBin(packageName, binName = packageName) {
  const manifestPath = path.join(ROOT, 'node_modules', packageName, 'package.json');
  const { bin } = require(manifestPath);
  return path.join(path.dirname(manifestPath), typeof bin === 'string' ? bin : bin[binName]);
}

/** Log files get no colour codes. */
const PLAIN = process.stdout.isTTY ? {} : { FORCE_COLOR: '0' };

/**
 * Runs a program to its end, never through a shell. A run past `timeoutMs` is killed and reads as exit code 124.
 * @param {string[]} command program and arguments
 * @param {{ env?: Record<string, string>, echo?: boolean, timeoutMs?: number }} options `echo` passes its output on as it comes
 * @returns {Promise<{ code: number, stdout: string, output: string }>} `output` is stdout and stderr together
 */
export function runProgram([program, ...args], { env = {}, echo = false, timeoutMs = 600_000 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, ...PLAIN, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const all = [];
    const out = [];
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    for (const [stream, sink] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      stream.on('data', (chunk) => {
        all.push(chunk);
        if (stream === child.stdout) out.push(chunk);
        if (echo) sink.write(chunk);
      });
    }
    const finish = (code) => {
      clearTimeout(timer);
      const text = (chunks) => Buffer.concat(chunks).toString('utf8');
      resolve({ code: timedOut ? 124 : code, stdout: text(out), output: text(all) });
    };
    child.on('error', (error) => {
      all.push(Buffer.from(`${program}: ${error.message}\n`));
      finish(127);
    });
    child.on('close', (code, signal) => finish(code ?? (signal ? 128 : 1)));
  });
}

/** Whether this file is the program that was started, not a module that it imports. */
export function isMain(metaUrl) {
  const started = process.argv[1];
  return started !== undefined && fs.realpathSync(started) === fs.realpathSync(fileURLToPath(metaUrl));
}
