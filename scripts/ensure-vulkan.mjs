// Finds a Vulkan driver that WebGPU in Node (Dawn) accepts, or installs one, and prints what it found as JSON.
import fs from 'node:fs';
import path from 'node:path';
import { aptAvailable, aptInstall, debianCodename, disableBackports, enableBackports } from './apt.mjs';
import { isMain, runProgram } from './process.mjs';
import { CACHE } from './stamp.mjs';

const PROBE_TIMEOUT_MS = 30_000;
const INSTALL_TIMEOUT_MS = 300_000;
const ICD_FOLDERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];
const SWIFTSHADER = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
  '/opt/google/chrome/vk_swiftshader_icd.json',
];
const REMEMBERED = path.join(CACHE, 'vulkan.json');

/** Asks Dawn for an adapter in a process of its own: a bad driver may crash, and Dawn reads the environment once. */
const PROBE = `
  import { create, globals } from 'webgpu';
  Object.assign(globalThis, globals);
  const gpu = create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) process.exit(3);
  const { vendor, architecture, device, description } = adapter.info;
  process.stdout.write(JSON.stringify(description || [vendor, architecture, device].filter(Boolean).join(' ')));
  process.exit(0);
`;

/** Environment that points the Vulkan loader at a driver; `undefined` leaves the loader its own search. */
export function vulkanEnvironment(driver) {
  const env = { XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? '/tmp' };
  return driver === undefined ? env : { ...env, VK_DRIVER_FILES: driver };
}

async function probe(driver) {
  const { code, stdout } = await runProgram([process.execPath, '--input-type=module', '-e', PROBE], {
    env: vulkanEnvironment(driver),
    timeoutMs: PROBE_TIMEOUT_MS,
  });
  return code === 0 ? { driver, adapter: JSON.parse(stdout) } : undefined;
}

function installedDrivers() {
  return ICD_FOLDERS.flatMap((folder) =>
    fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => path.join(folder, name)) : [],
  );
}

/** The first of: the driver that the person named, the loader's own choice, Mesa's CPU driver, Chromium's. */
async function findVulkan() {
  if (process.env.VK_DRIVER_FILES) return probe(process.env.VK_DRIVER_FILES);
  const installed = installedDrivers();
  // On Windows and macOS Dawn has its own way to the GPU.
  const byLoader = process.platform !== 'linux' || installed.length > 0 ? await probe(undefined) : undefined;
  if (byLoader) return byLoader;
  for (const driver of [...installed.filter((file) => /lvp_icd/.test(file)), ...SWIFTSHADER]) {
    const found = fs.existsSync(driver) ? await probe(driver) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** Debian 12's own Mesa (22.3) is older than what Dawn accepts; its backports have a newer one. */
async function installMesa() {
  const codename = debianCodename();
  const release = codename === 'bookworm' && enableBackports(codename) ? `${codename}-backports` : undefined;
  const packages = ['mesa-vulkan-drivers', 'libvulkan1'];
  const { ok } = await aptInstall(packages, { release, timeoutMs: INSTALL_TIMEOUT_MS });
  if (!ok && release) disableBackports();
}

/**
 * A driver and the adapter that Dawn makes of it.
 * @returns {Promise<{ driver?: string, adapter?: string, note?: string }>} no adapter means that none could be had; `note` says what
 * was done, or what to do
 */
export async function ensureVulkan() {
  const present = await findVulkan();
  // Chromium's driver passes every test but is several times slower than Mesa's, so a newer Mesa is still worth a try.
  const slow = !process.env.VK_DRIVER_FILES && present?.driver !== undefined && SWIFTSHADER.includes(present.driver);
  if (present && !slow) return remember(present);
  if (process.env.VK_DRIVER_FILES) return { note: `VK_DRIVER_FILES gives no adapter: ${process.env.VK_DRIVER_FILES}` };
  if (aptAvailable()) {
    await installMesa();
    const installed = await findVulkan();
    const note = installed && installed.driver !== present?.driver ? 'installed mesa-vulkan-drivers' : undefined;
    if (installed) return remember(note ? { ...installed, note } : installed);
  }
  if (present) return remember(present);
  return {
    note: 'no Vulkan driver that WebGPU accepts: install mesa-vulkan-drivers 23 or newer (or Chromium) and run this again, or set VK_DRIVER_FILES',
  };
}

function remember(found) {
  fs.mkdirSync(CACHE, { recursive: true });
  fs.writeFileSync(REMEMBERED, JSON.stringify({ driver: found.driver }));
  return found;
}

/** What `ensureVulkan` found last time, or the best guess without asking Dawn: for the command line, which starts often. */
export function knownDriver() {
  if (process.env.VK_DRIVER_FILES) return process.env.VK_DRIVER_FILES;
  if (fs.existsSync(REMEMBERED)) {
    const { driver } = JSON.parse(fs.readFileSync(REMEMBERED, 'utf8'));
    if (driver === undefined || fs.existsSync(driver)) return driver;
  }
  return installedDrivers().length > 0 ? undefined : SWIFTSHADER.find((file) => fs.existsSync(file));
}

if (isMain(import.meta.url)) {
  const { note, ...found } = await ensureVulkan();
  if (note) console.error(note);
  if (found.adapter) console.log(JSON.stringify(found));
  else process.exitCode = 1;
}
