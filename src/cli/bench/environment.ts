import { execFile } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** What every report says of where it was made. */
export async function environment(modelsFolder: string) {
  const cpu = os.cpus()[0]?.model ?? 'unknown CPU';
  return {
    commit: await commitOf(path.dirname(path.dirname(modelsFolder))),
    machine: `${cpu}, ${os.availableParallelism()} cores, load ${os.loadavg()[0]?.toFixed(1)}`,
    date: new Date().toISOString(),
  };
}

/** Short hash; `+` where the tree differs from it; `unknown` outside a checkout. */
async function commitOf(folder: string): Promise<string> {
  const git = async (...args: string[]) => (await promisify(execFile)('git', ['-C', folder, ...args])).stdout.trim();
  try {
    const isDirty = (await git('status', '--porcelain', '--', 'src', 'kernels')) !== '';
    return `${await git('rev-parse', '--short', 'HEAD')}${isDirty ? '+' : ''}`;
  } catch {
    return 'unknown';
  }
}
