// Finds a Chromium for the end-to-end tests, or installs one, and prints its path.
import fs from 'node:fs';
import path from 'node:path';
import { aptAvailable, aptInstall } from './apt.mjs';
import { isMain, packageBin, runProgram } from './process.mjs';

const INSTALL_TIMEOUT_MS = 300_000;
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const FIXED_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of a Chromium that is already here: CHROMIUM_PATH, the search path, the usual places, Playwright's own download. */
export async function findBrowser() {
  const given = process.env.CHROMIUM_PATH;
  if (given) return fs.existsSync(given) ? given : undefined;
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = [
    ...NAMES.map((name) => path.join('/usr/bin', name)),
    ...folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))),
    ...FIXED_PATHS,
  ];
  const found = candidates.find((file) => fs.existsSync(file));
  if (found) return found;
  const { chromium } = await import('playwright');
  return fs.existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
}

/**
 * A Chromium's path, installing one when there is none.
 * @returns {Promise<{ path?: string, note?: string }>} no path means that none could be had; `note` says what was done, or what to do
 */
export async function ensureBrowser() {
  const present = await findBrowser();
  if (present) return { path: present };
  if (process.env.CHROMIUM_PATH) return { note: `CHROMIUM_PATH names no file: ${process.env.CHROMIUM_PATH}` };
  const tried = [];
  if (aptAvailable()) {
    const { ok, output } = await aptInstall(['chromium'], { timeoutMs: INSTALL_TIMEOUT_MS });
    const installed = ok ? await findBrowser() : undefined;
    if (installed) return { path: installed, note: 'installed the chromium package' };
    tried.push(output);
  }
  const download = await runProgram([process.execPath, packageBin('playwright'), 'install', 'chromium'], {
    timeoutMs: INSTALL_TIMEOUT_MS,
  });
  const downloaded = download.code === 0 ? await findBrowser() : undefined;
  if (downloaded) return { path: downloaded, note: "installed Playwright's Chromium" };
  tried.push(download.output);
  const reason = tried.join('\n').trim().split('\n').slice(-6).join('\n');
  return {
    note: `no Chromium: install one and set CHROMIUM_PATH to it, then run this again. Last attempt said:\n${reason}`,
  };
}

if (isMain(import.meta.url)) {
  const { path: browser, note } = await ensureBrowser();
  if (note) console.error(note);
  if (browser) console.log(browser);
  else process.exitCode = 1;
}
