import fs from 'node:fs';
import path from 'node:path';
import { runProgram } from './process.mjs';

const SOURCES = '/etc/apt';
const BACKPORTS_LIST = path.join(SOURCES, 'sources.list.d', 'voxelens-backports.list');
const ENV = { DEBIAN_FRONTEND: 'noninteractive' };

/** Whether packages can be installed here without asking anybody: Debian or a child of it, as root. */
export function aptAvailable() {
  return process.platform === 'linux' && process.getuid?.() === 0 && fs.existsSync('/usr/bin/apt-get');
}

/** @returns {Promise<{ ok: boolean, output: string }>} */
export async function aptInstall(packages, { release, timeoutMs }) {
  const run = (...args) =>
    runProgram(['apt-get', '-q', '-o', 'DPkg::Lock::Timeout=120', ...args], { env: ENV, timeoutMs });
  const update = await run('update');
  const target = release ? ['-t', release] : [];
  const install = await run('install', '-y', '--no-install-recommends', ...target, ...packages);
  // A failed update alone does not matter: another repository of the machine may be out of reach.
  return { ok: install.code === 0, output: `${update.output}\n${install.output}` };
}

/**
 * Archives that this machine already installs from, in both spellings of apt's source lists.
 * @param {{ name: string, text: string }[]} lists files of /etc/apt; `.sources` files are deb822, the rest one line an entry
 * @returns {{ uri: string, suite: string, options: string }[]} `options` in one-line spelling, e.g. `signed-by=/usr/share/…`
 */
export function parseSources(lists) {
  return lists.flatMap(({ name, text }) => (name.endsWith('.sources') ? parseDeb822(text) : parseOneLine(text)));
}

function parseOneLine(text) {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)/.exec(line);
    return match ? [{ options: (match[1] ?? '').trim(), uri: match[2], suite: match[3] }] : [];
  });
}

function parseDeb822(text) {
  return text.split(/\n\s*\n/).flatMap((paragraph) => {
    const fields = new Map();
    let last = '';
    for (const line of paragraph.split('\n')) {
      if (line.startsWith('#')) continue;
      const field = /^([A-Za-z-]+):\s*(.*)$/.exec(line);
      if (field) fields.set((last = field[1].toLowerCase()), field[2].trim());
      else if (last && /^\s/.test(line)) fields.set(last, `${fields.get(last)} ${line.trim()}`.trim());
    }
    const words = (key) => (fields.get(key) ?? '').split(/\s+/).filter(Boolean);
    if (!words('types').includes('deb') || fields.get('enabled')?.toLowerCase() === 'no') return [];
    // An embedded key block cannot be repeated on one line; a path can.
    const signedBy = words('signed-by')[0] ?? '';
    const options = signedBy.startsWith('/') ? `signed-by=${signedBy}` : '';
    return words('uris').flatMap((uri) => words('suites').map((suite) => ({ uri, suite, options })));
  });
}

/**
 * The one-line entry that adds a release's backports from the mirror which this machine already uses.
 * @returns {string | undefined} undefined when backports are there already, or no archive of that release is known
 */
export function backportsEntry(sources, codename) {
  if (sources.some(({ suite }) => suite === `${codename}-backports`)) return undefined;
  const main = sources.find(({ suite }) => suite === codename);
  if (!main) return undefined;
  return `deb ${main.options ? `[${main.options}] ` : ''}${main.uri} ${codename}-backports main`;
}

export function readSources() {
  const folder = path.join(SOURCES, 'sources.list.d');
  const inFolder = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  const names = [
    'sources.list',
    ...inFolder.filter((name) => /\.(list|sources)$/.test(name)).map((name) => `sources.list.d/${name}`),
  ];
  return parseSources(
    names.flatMap((name) => {
      const file = path.join(SOURCES, name);
      return fs.existsSync(file) ? [{ name, text: fs.readFileSync(file, 'utf8') }] : [];
    }),
  );
}

/** Adds the backports archive when it is missing. @returns whether `-t <codename>-backports` can be asked for now */
export function enableBackports(codename) {
  const sources = readSources();
  if (sources.some(({ suite }) => suite === `${codename}-backports`)) return true;
  const entry = backportsEntry(sources, codename);
  if (!entry) return false;
  fs.writeFileSync(BACKPORTS_LIST, `${entry}\n`);
  return true;
}

/** Takes our own entry away again, when the mirror turned out to have no backports: every later update would complain. */
export function disableBackports() {
  fs.rmSync(BACKPORTS_LIST, { force: true });
}

/** `VERSION_CODENAME` of Debian, or undefined elsewhere. */
export function debianCodename() {
  const release = fs.existsSync('/etc/os-release') ? fs.readFileSync('/etc/os-release', 'utf8') : '';
  if (!/^ID=debian$/m.test(release)) return undefined;
  return /^VERSION_CODENAME=(\w+)/m.exec(release)?.[1];
}
