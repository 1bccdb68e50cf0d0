import path from 'node:path';
import {
  changed,
  expect,
  open,
  type Page,
  picture,
  SHARED,
  type State,
  screenshot,
  spotsOnPoints,
  state,
  test,
  understood,
} from './page.ts';

const ROOM = path.join(SHARED, 'scannet/scene0000_00/scene0000_00_vh_clean_2.ply');
/** A network on a software GPU that shares its cores, three times over. */
const SLOW_MS = 900_000;

async function openRoom(page: Page): Promise<State> {
  await open(page, '?sample=room&model=tiny');
  await page.getByTestId('file-input').setInputFiles([ROOM]);
  await page.waitForFunction(() => window.voxelens?.state().scene?.points === 81369, undefined, { timeout: 120_000 });
  return understood(page);
}

/** Nothing is being refitted, and so many clicks were said. */
async function refitted(page: Page, clicks: number): Promise<State['teach']> {
  await page.waitForFunction(
    (count) => {
      const teach = window.voxelens?.state().teach;
      return teach?.clicks.length === count && !teach.isRefitting && (count === 0) === (teach.report === undefined);
    },
    clicks,
    { timeout: 60_000 },
  );
  return (await state(page)).teach;
}

test('somebody teaches a class, sees it spread, takes it all back and keeps it', async ({ guarded: page }) => {
  test.setTimeout(SLOW_MS);
  const { result } = await openRoom(page);
  await page.getByRole('tab', { name: 'Teach' }).click();
  await page.getByRole('button', { name: 'Teach on this scene' }).click();
  await page.waitForFunction(() => window.voxelens?.state().teach.status === 'ready', undefined, { timeout: 300_000 });
  const before = await picture(page);
  await page.getByRole('textbox', { name: 'Name of a new class' }).fill('lounge');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('radio', { name: 'lounge' })).toBeChecked();

  const view = (await page.getByTestId('viewport').boundingBox())!;
  const { target } = before;
  await page.mouse.click(view.x + target!.x, view.y + target!.y);
  const once = await refitted(page, 1);
  expect(once.report!.changedPoints).toBeGreaterThan(100);
  expect(once.report!.agreement).toBe(1);
  const taught = await changed(page, before);
  await expect.poll(async () => (await state(page)).result!.labelSet).toBe(`${result!.labelSet}+lounge`);
  await expect(page.getByRole('listitem').filter({ hasText: 'lounge' }).first()).toBeVisible();
  await screenshot(page, 'teach-spread');

  await page.mouse.click(view.x + target!.x + 90, view.y + target!.y + 20);
  await refitted(page, 2);
  await screenshot(page, 'teach-two-clicks');

  await page.getByTestId('viewport').hover();
  for (const left of [1, 0]) {
    await page.keyboard.press('Control+z');
    await refitted(page, left);
  }
  await expect.poll(async () => (await state(page)).result!.labelSet).toBe(result!.labelSet);
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('radio', { name: 'lounge' })).toBeHidden();
  await page.mouse.move(view.x + 4, view.y + 4);
  await expect.poll(async () => (await picture(page)).vivid, { timeout: 60_000 }).toBeLessThan(taught.vivid * 2);

  for (let step = 0; step < 2; step++) await page.keyboard.press('Control+Shift+z');
  await refitted(page, 1);
  await page.getByRole('textbox', { name: 'Name of the model' }).fill('My lounge');
  await page.getByRole('button', { name: 'Keep as a model' }).click();
  await page.waitForFunction(() => window.voxelens?.state().model.used?.startsWith('own-'), undefined, {
    timeout: 60_000,
  });
  const kept = await understood(page);
  expect(kept.result).toMatchObject({
    modelTitle: 'My lounge',
    isOwnModel: true,
    labelSet: `${result!.labelSet}+lounge`,
  });
  expect(kept.teach.status).toBe('off');
  await screenshot(page, 'teach-kept');
});

test('somebody asks why a point is what it is, and where to look next', async ({ guarded: page }) => {
  test.setTimeout(SLOW_MS);
  await open(page, '?sample=room&model=tiny');
  await understood(page);
  const { target } = await picture(page);
  const view = (await page.getByTestId('viewport').boundingBox())!;
  await page.mouse.click(view.x + target!.x, view.y + target!.y);
  await page.waitForFunction(() => window.voxelens?.state().selectedPoint !== undefined);
  await page.getByRole('tab', { name: 'Why' }).click();
  await expect(page.getByRole('list', { name: 'Class probabilities' })).toBeVisible();
  await page.getByRole('button', { name: 'Why this?' }).click();
  await expect(page.getByRole('list', { name: 'Places like this point' }).getByRole('button')).toHaveCount(12, {
    timeout: 240_000,
  });
  const { why } = await state(page);
  const sizes = why.levels!.map(({ sizeM }) => sizeM);
  expect(sizes.every((size, level) => level === 0 || Math.abs(size - 2 * sizes[level - 1]!) < 1e-6)).toBe(true);
  const before = await picture(page);
  await page.getByRole('button', { name: /^40 cm: \d+ of 26$/ }).click();
  await changed(page, before);
  await page.getByRole('button', { name: 'Light up all alike' }).click();
  await page.waitForFunction(() => (window.voxelens?.state().judge.found?.count ?? 0) > 10);
  await screenshot(page, 'why');

  await page.getByRole('tab', { name: 'Doubt' }).click();
  await page.getByRole('button', { name: 'Next place to look' }).click();
  const finds = page.getByRole('list', { name: 'Finds' }).getByRole('listitem');
  await expect(finds.first().locator('img[src^="data:image/png"]')).toHaveCount(1);
  await expect.poll(async () => (await state(page)).focus).toBeDefined();
  await page.getByRole('button', { name: 'Entropy' }).click();
  await screenshot(page, 'doubt');
});

/** Waits until fine-tuning has taken this many steps. */
async function taken(page: Page, steps: number): Promise<void> {
  await page.waitForFunction((least) => (window.voxelens?.state().tuning.taken ?? 0) >= least, steps, {
    timeout: 300_000,
  });
}

test('somebody fine-tunes the network to their clicks, pauses, ends it early, uses it and takes it back', async ({
  guarded: page,
}) => {
  test.setTimeout(SLOW_MS);
  await open(page, '?sample=room&model=tiny');
  await understood(page);
  await page.getByRole('tab', { name: 'Teach' }).click();
  await page.getByRole('button', { name: 'Teach on this scene' }).click();
  await page.waitForFunction(() => window.voxelens?.state().teach.status === 'ready', undefined, { timeout: 300_000 });
  const view = (await page.getByTestId('viewport').boundingBox())!;
  const start = page.getByRole('button', { name: 'Fine-tune', exact: true });
  await expect(start).toBeDisabled();
  await expect(page.getByText('5 more')).toBeVisible();

  for (const [i, spot] of (await spotsOnPoints(page, 6)).entries()) {
    await page.locator('label', { hasText: i % 2 === 0 ? /^floor/ : /^wall/ }).click();
    await page.mouse.click(view.x + spot.x, view.y + spot.y);
    await refitted(page, i + 1);
  }
  const refit = await picture(page);
  // As many as there are: the run must still go on when it is paused, and when it is stopped.
  await page.getByRole('slider', { name: 'Steps' }).press('End');
  await start.click();
  await taken(page, 1);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.waitForFunction(() => window.voxelens?.state().tuning.status === 'paused', undefined, {
    timeout: 120_000,
  });
  const paused = (await state(page)).tuning;
  expect(paused.taken).toBeLessThan(paused.steps);
  await expect(page.getByRole('progressbar', { name: 'Fine-tuning' })).toHaveAttribute('value', `${paused.taken}`);
  await screenshot(page, 'fine-tune-paused');
  await page.getByRole('button', { name: 'Go on' }).click();
  await taken(page, paused.taken + 2);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.waitForFunction(() => window.voxelens?.state().tuning.status === 'done', undefined, { timeout: 300_000 });
  const { tuning } = await state(page);
  expect(tuning).toMatchObject({ taught: 5, heldOut: 1 });
  expect(tuning.taken).toBeLessThan(tuning.steps);
  expect(tuning.curve.map(({ step }) => step)).toEqual(Array.from({ length: tuning.taken }, (_, i) => i + 1));
  await expect(page.getByRole('table', { name: 'Before and after fine-tuning' }).getByRole('row')).toHaveCount(4);

  await page.getByRole('button', { name: 'Use it' }).click();
  await page.waitForFunction(() => window.voxelens?.state().tuning.changedPoints !== undefined);
  await expect(page.getByRole('button', { name: 'In use' })).toBeDisabled();
  await page.getByRole('button', { name: 'Keep as model' }).scrollIntoViewIfNeeded();
  await changed(page, refit);
  await screenshot(page, 'fine-tuned');
  await page.evaluate(() => {
    document.documentElement.dataset['theme'] = 'light';
  });
  await screenshot(page, 'fine-tuned-light');
  await page.getByTestId('viewport').hover({ position: { x: 5, y: 5 } });
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: 'Use it' })).toBeEnabled();
  await expect.poll(async () => (await state(page)).tuning.usedFor).toBeUndefined();
});
