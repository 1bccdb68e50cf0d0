import { main } from './main.ts';

/** Runs the program as a terminal would. @returns its exit code and all that it wrote. */
export async function runMain(
  args: readonly string[],
  modelsFolder: string,
  signal: AbortSignal = new AbortController().signal,
) {
  const written = { out: '', err: '' };
  const terminal = {
    out: (text: string) => void (written.out += text),
    err: (text: string) => void (written.err += text),
    errIsScreen: false,
    signal,
  };
  return { code: await main({ args, terminal, modelsFolder }), ...written };
}
