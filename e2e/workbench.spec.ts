import fs from 'node:fs';
import path from 'node:path';
import {
  changed,
  expect,
  fileOf,
  open,
  type Page,
  picture,
  SHARED,
  screenshot,
  state,
  test,
  understood,
} from './page.ts';

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

/** A sweep of a few points: every frame of the made sequence has another one. */
function sweep(frame: number): Buffer {
  const points = 4000;
  const bytes = Buffer.alloc(16 * points);
  for (let i = 0; i < points; i++) {
    const angle = (i / points) * 40 * Math.PI;
    const distance = 5 + (25 * i) / points;
    const row = [distance * Math.cos(angle), distance * Math.sin(angle), frame / 2 + (i % 7) / 7, i / points];
    for (const [axis, value] of row.entries()) bytes.writeFloatLE(value, 16 * i + 4 * axis);
  }
  return bytes;
}

/** Three faces of a small room: on screen and understood in a moment on any machine. */
function room(): Buffer {
  const points: string[] = [];
  for (let i = 0; i < 40; i++) {
    for (let j = 0; j < 40; j++) {
      points.push(`${i / 10} ${j / 10} 0`, `${i / 10} 0 ${j / 20}`, `0 ${i / 10} ${j / 20}`);
    }
  }
  const header = ['ply', 'format ascii 1.0', `element vertex ${points.length}`];
  for (const axis of ['x', 'y', 'z']) header.push(`property float ${axis}`);
  return Buffer.from(`${[...header, 'end_header', ...points].join('\n')}\n`);
}

/** Opens the page with the small room in it, understood. */
async function openRoom(page: Page): Promise<void> {
  await open(page, '?sample=room&model=tiny');
  await page.getByTestId('file-input').setInputFiles(fileOf('room.ply', room()));
  await page.waitForFunction(() => window.voxelens?.state().scene?.format === 'ply', undefined, { timeout: 240_000 });
  await understood(page);
}

/** What of the page's controls is cut off at the window's edges, or overlaps its neighbour in the top bar. */
function clipped(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const nameOf = (element: Element): string =>
      element.getAttribute('aria-label') ?? element.textContent?.trim() ?? '';
    const isScrolled = (element: Element): boolean => {
      for (let at: Element | null = element; at; at = at.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(at).overflowY) && at.scrollHeight > at.clientHeight) return true;
      }
      return false;
    };
    for (const element of document.querySelectorAll(
      'button, select, input:not([hidden]), [role=treeitem], [role=tab]',
    )) {
      const box = element.getBoundingClientRect();
      if (box.width === 0 || box.height === 0 || isScrolled(element)) continue;
      const isOut = box.left < -0.5 || box.top < -0.5 || box.right > innerWidth + 0.5 || box.bottom > innerHeight + 0.5;
      if (isOut) found.push(`${nameOf(element)}: outside the window`);
      const isFolded = [...element.children].every(
        (child) => getComputedStyle(child).position === 'absolute' || child.tagName === 'svg',
      );
      if (element.matches('header button') && !isFolded && element.scrollWidth > element.clientWidth + 1) {
        found.push(`${nameOf(element)}: its text is cut`);
      }
    }
    const bar = [...document.querySelectorAll('header')].find((header) => header.querySelector('h1'));
    if (bar && bar.scrollWidth > bar.clientWidth + 1) found.push('the top bar is wider than the page');
    return found;
  });
}

/** Tabs that a pointer cannot reach: cut off, scrolled away or under something else. */
function unreachable(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('[role=tab]')].flatMap((tab) => {
      const { left, top, width, height } = tab.getBoundingClientRect();
      const isReached = [0.1, 0.5, 0.9].every((share) => {
        const hit = document.elementFromPoint(left + share * width, top + height / 2);
        return hit !== null && tab.contains(hit);
      });
      return isReached ? [] : [`${tab.getAttribute('aria-label') ?? tab.textContent}`];
    }),
  );
}

test('somebody finds a command by its name, and takes back what it did', async ({ guarded: page }) => {
  await openRoom(page);
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Commands' });
  await expect(palette.getByRole('combobox')).toBeFocused();
  await screenshot(page, 'palette');
  await page.keyboard.type('colour height');
  await expect(palette.getByRole('option').first()).toHaveAttribute('data-command', 'colour.height');
  await page.keyboard.press('Enter');
  await expect(palette).toBeHidden();
  await expect(page.getByLabel('Colour by')).toHaveValue('height');

  await test.step('undoes and redoes by key and by button, and is told what', async () => {
    const undo = page.getByTestId('undo');
    await expect(undo).toHaveAttribute('title', /Undo: Colour by height/);
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await state(page)).view.colorMode).toBe('class');
    await expect(page.getByTestId('toast')).toContainText('Undone: Colour by height');
    await screenshot(page, 'undone');
    await expect(undo).toBeDisabled();
    await page.getByTestId('redo').click();
    await expect.poll(async () => (await state(page)).view.colorMode).toBe('height');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(async () => (await state(page)).view.colorMode).toBe('height');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+y');
    await expect.poll(async () => (await state(page)).view.colorMode).toBe('height');
  });

  await test.step('one drag of a slider is one step', async () => {
    const before = (await state(page)).view.eyeDome;
    const slider = page.getByRole('slider', { name: 'Eye-dome' });
    const box = await slider.boundingBox();
    if (!box) throw new TypeError('the slider is not there');
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
    await page.mouse.down();
    for (const share of [0.5, 0.6, 0.7, 0.8, 0.9])
      await page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
    await page.mouse.up();
    await expect.poll(async () => (await state(page)).view.eyeDome).toBeGreaterThan(before + 0.2);
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await state(page)).view.eyeDome).toBe(before);
  });

  await test.step('opens the palette with a slash, and closes it', async () => {
    await page.getByTestId('viewport').click({ position: { x: 5, y: 300 } });
    await page.keyboard.press('/');
    await expect(palette).toBeVisible();
    await page.keyboard.type('qqqq');
    await expect(palette).toContainText('No command has these words.');
    await page.keyboard.press('Escape');
    await expect(palette).toBeHidden();
  });

  await test.step('is asked for again before the last one has told that it is closed', async () => {
    await page.keyboard.press('Control+k');
    await expect(palette).toBeVisible();
    await palette.evaluate((dialog: HTMLDialogElement) => {
      dialog.close();
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }));
    });
    await expect(palette.getByRole('combobox')).toBeFocused();
    await page.waitForTimeout(200);
    await expect(palette.getByRole('combobox')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(palette).toBeHidden();
  });
});

test('somebody arranges the panels and finds them so after a reload', async ({ guarded: page }) => {
  await openRoom(page);
  const left = page.getByRole('complementary', { name: 'Left side' });
  const right = page.getByRole('complementary', { name: 'Right side' });
  await right.getByRole('tab', { name: 'Inspector' }).click();
  await right.getByRole('button', { name: 'Move Inspector to the left' }).click();
  await expect(left.getByRole('tab', { name: 'Inspector' })).toHaveAttribute('aria-selected', 'true');
  await left.getByRole('tab', { name: 'Scene' }).click();
  const handle = left.getByRole('separator');
  await handle.focus();
  const before = (await left.boundingBox())?.width ?? 0;
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
  expect((await left.boundingBox())?.width).toBe(before + 48);
  await left.getByRole('button', { name: 'Layers' }).click();
  await page.keyboard.press(']');
  await expect(right).toBeHidden();
  await screenshot(page, 'panels');

  await open(page);
  await expect(left.getByRole('tab', { name: 'Inspector' })).toBeVisible();
  expect((await left.boundingBox())?.width).toBe(before + 48);
  await expect(right).toBeHidden();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('put all panels back');
  await page.keyboard.press('Enter');
  await expect(right.getByRole('tab', { name: 'Inspector' })).toBeVisible();
  await expect(page.getByTestId('toast')).toContainText('All panels are where they were at first.');
  await page.keyboard.press('\\');
  await expect(left).toBeHidden();
  await expect(right).toBeHidden();
  await page.keyboard.press('\\');
  await expect(left).toBeVisible();
});

test('somebody likes it light, and it stays light', async ({ guarded: page }) => {
  await openRoom(page);
  const themeOf = () => page.evaluate(() => document.documentElement.dataset['theme']);
  expect(await themeOf()).toBe('dark');
  const before = await picture(page);
  await page.getByTestId('theme').click();
  expect(await themeOf()).toBe('light');
  await changed(page, before);
  await expect(page.getByTestId('theme')).toHaveAccessibleName(/Theme light/);
  await screenshot(page, 'light');
  await open(page);
  await expect.poll(themeOf).toBe('light');
  // Back to what the system has.
  for (let i = 0; i < 2; i++) await page.getByTestId('theme').click();
  await expect.poll(themeOf).toBe('dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(themeOf).toBe('light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(themeOf).toBe('dark');
});

test('somebody on a small laptop sees every control whole', async ({ guarded: page }) => {
  await page.setViewportSize({ width: 1024, height: 700 });
  await openRoom(page);
  await expect(page.getByRole('complementary', { name: 'Left side' })).toBeVisible();
  expect(await clipped(page)).toEqual([]);
  await expect.poll(() => unreachable(page)).toEqual([]);
  const tabs = page.getByRole('tablist', { name: 'Panels, right' }).getByRole('tab');
  await tabs.first().click();
  await tabs.first().press('End');
  await expect(tabs.last()).toHaveAttribute('aria-selected', 'true');
  await expect(tabs.last()).toBeFocused();
  await expect.poll(() => unreachable(page)).toEqual([]);
  await screenshot(page, 'laptop');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys and mouse' })).toBeVisible();
  await screenshot(page, 'keys');
});

test.describe('on a tablet', () => {
  test.use({ viewport: { width: 820, height: 1180 }, hasTouch: true, isMobile: true });

  test('somebody with fingers reaches every control', async ({ guarded: page }) => {
    await openRoom(page);
    const left = page.getByRole('complementary', { name: 'Left side' });
    await expect(left).toBeHidden();
    expect(await clipped(page)).toEqual([]);
    await screenshot(page, 'tablet');
    await page.getByRole('button', { name: 'Left panels ([)' }).tap();
    await expect(left).toBeVisible();
    expect(await clipped(page)).toEqual([]);
    await screenshot(page, 'tablet-left');
    const small = await page.evaluate(() =>
      [
        ...document.querySelectorAll(
          'header button, [role=tab], [role=treeitem], select, li button, [role=toolbar] button',
        ),
      ].flatMap((element) => {
        const { width, height } = element.getBoundingClientRect();
        const isSmall = height > 0 && (height < 40 || width < 40);
        return isSmall ? [`${element.getAttribute('aria-label') ?? element.textContent}: ${width} × ${height}`] : [];
      }),
    );
    expect(small, 'targets under 40 px').toEqual([]);
    await page.getByRole('button', { name: 'Right panels (])' }).tap();
    await expect(left).toBeHidden();
    await expect(page.getByRole('complementary', { name: 'Right side' })).toBeVisible();
    await expect.poll(() => unreachable(page)).toEqual([]);
    await screenshot(page, 'tablet-right');
  });
});

test('somebody plays a sequence and drags through it', async ({ guarded: page }) => {
  await open(page, '?model=tiny');
  // A KITTI sequence of six frames, made here.
  const folder = test.info().outputPath('velodyne');
  fs.mkdirSync(folder, { recursive: true });
  for (let frame = 0; frame < 6; frame++) fs.writeFileSync(path.join(folder, `00000${frame}.bin`), sweep(frame));
  await page.getByTestId('folder-input').setInputFiles(folder);
  await page.waitForFunction(() => window.voxelens?.state().scene?.frameCount === 6, undefined, { timeout: 240_000 });
  const timeline = page.getByTestId('panel-timeline');
  await expect(timeline).toBeVisible();
  await expect(page.getByTestId('frame')).toHaveText('1 / 6');
  await understood(page);
  await screenshot(page, 'timeline');
  const before = await picture(page);
  await page.keyboard.press('.');
  await expect(page.getByTestId('frame')).toHaveText('2 / 6');
  await changed(page, before);

  await test.step('plays to the end without understanding each frame', async () => {
    await timeline.getByRole('button', { name: 'Understand each frame while playing' }).click();
    await page.getByTestId('viewport').click({ position: { x: 400, y: 80 } });
    await page.keyboard.press('Space');
    await expect.poll(async () => (await state(page)).playback.isPlaying).toBe(true);
    await expect(page.getByTestId('frame')).toHaveText('6 / 6', { timeout: 60_000 });
    await expect.poll(async () => (await state(page)).playback.isPlaying).toBe(false);
    expect((await understood(page)).scene?.frame).toBe(5);
  });

  await test.step('scrubs with the keyboard', async () => {
    const slider = timeline.getByRole('slider', { name: 'Frame' });
    await slider.focus();
    await page.keyboard.press('Home');
    await expect(page.getByTestId('frame')).toHaveText('1 / 6');
    await page.keyboard.press('ArrowRight');
    await expect(page.getByTestId('frame')).toHaveText('2 / 6');
    expect((await understood(page)).scene?.frame).toBe(1);
  });
});

test('the page is light, soon there, and never stands still while a file loads', async ({ guarded: page }) => {
  const scripts: { readonly name: string; readonly bytes: number }[] = [];
  await page.addInitScript(() => {
    const tasks: { readonly startMs: number; readonly ms: number }[] = [];
    Object.assign(window, { longTasks: tasks });
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) tasks.push({ startMs: startTime, ms: duration });
    }).observe({ type: 'longtask', buffered: true });
  });
  const startMs = Date.now();
  await page.goto('./?sample=room');
  await expect(page.getByRole('button', { name: 'Open files' })).toBeEnabled();
  print(`navigation to interactive: ${Date.now() - startMs} ms`);
  scripts.push(
    ...(await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter((entry) => entry.name.endsWith('.js'))
        .map((entry) => ({ name: entry.name, bytes: (entry as PerformanceResourceTiming).decodedBodySize })),
    )),
  );
  for (const { name, bytes } of scripts) print(`  ${path.basename(name)}: ${Math.round(bytes / 1024)} KiB`);
  await understood(page);
  const tasksSince = async (sinceMs: number) =>
    (
      await page.evaluate(() => (window as unknown as { longTasks: { startMs: number; ms: number }[] }).longTasks)
    ).filter((task) => task.startMs > sinceMs);
  for (const file of ['bench/lidar_sweep_198k.npy', 'scannet/scene0000_00']) {
    const from = path.join(SHARED, file);
    const files = fs.statSync(from).isDirectory() ? fs.readdirSync(from).map((name) => path.join(from, name)) : [from];
    const set = (await state(page)).scene?.set ?? 0;
    const sinceMs = await page.evaluate(() => performance.now());
    await page.getByTestId('file-input').setInputFiles(files);
    await page.waitForFunction((before) => (window.voxelens?.state().scene?.set ?? 0) > before, set, {
      timeout: 120_000,
    });
    const loadedMs = await page.evaluate(() => performance.now());
    const long = (await tasksSince(sinceMs)).filter(({ startMs: at }) => at < loadedMs);
    print(
      `${file}: on screen in ${Math.round(loadedMs - sinceMs)} ms; tasks over 50 ms: ${long.map(({ ms }) => Math.round(ms)).join(', ') || 'none'}`,
    );
    await understood(page);
    const later = await tasksSince(loadedMs);
    print(`  while it is understood: ${later.map(({ ms }) => Math.round(ms)).join(', ') || 'none'}`);
  }
});
