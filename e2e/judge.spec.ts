import fs from 'node:fs';
import path from 'node:path';
import {
  changed,
  expect,
  open,
  type Page,
  type Picture,
  picture,
  SHARED,
  type State,
  screenshot,
  state,
  test,
  understood,
} from './page.ts';

const NUSCENES = path.join(SHARED, 'nuscenes');
const LIDARSEG = ['frame00__LIDAR_TOP.pcd.bin', 'frame00_lidarseg.bin'].map((name) =>
  path.join(NUSCENES, 'lidarseg', name),
);
/** Two networks on a software GPU that shares its cores. */
const TWO_NETWORKS_MS = 900_000;

/** Opens real files with the tiny model and waits until they are judged. */
async function judged(page: Page, files: readonly string[], dataset: string): Promise<State> {
  await open(page, '?sample=street&model=tiny');
  await page.getByTestId('file-input').setInputFiles([...files]);
  await page.waitForFunction((name) => window.voxelens?.state().scene?.dataset === name, dataset, { timeout: 120_000 });
  await understood(page);
  await page.getByRole('tab', { name: 'Judge' }).click();
  await settled(page);
  return state(page);
}

/** Nothing is being judged, and something was. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const { judge, compare } = window.voxelens?.state() ?? {};
      return judge?.report !== undefined && !judge.isWorking && !compare?.isWorking;
    },
    undefined,
    { timeout: 120_000 },
  );
}

/** Pixels whose colour is near one of the error map's: strong blue for right, strong orange for wrong. */
function errorPixels(page: Page): Promise<{ right: number; wrong: number }> {
  return page.evaluate(async () => {
    const { data } = (await window.voxelens?.readPixels()) ?? { data: new Uint8ClampedArray() };
    const found = { right: 0, wrong: 0 };
    for (let i = 0; i < data.length; i += 4) {
      const [r, g, b] = [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0];
      if (b > r + 50 && b > g + 20) found.right++;
      if (r > g + 40 && g > b + 20) found.wrong++;
    }
    return found;
  });
}

/** Waits until the camera stands still. */
async function still(page: Page): Promise<Picture> {
  let last = await picture(page);
  for (;;) {
    await page.waitForTimeout(400);
    const next = await picture(page);
    if (next.hash === last.hash) return next;
    last = next;
  }
}

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find a command' }).fill(words);
  await page.keyboard.press('Enter');
}

test('somebody finds the worst error from the confusion matrix', async ({ guarded: page }) => {
  const { judge } = await judged(page, LIDARSEG, 'nuscenes');
  const semantic = judge.report?.semantic;
  const names = judge.report?.mapping.classes.map(({ name }) => name) ?? [];
  expect(semantic?.points).toBeGreaterThan(10_000);
  let worst = { truth: 0, predicted: 0, points: 0 };
  semantic?.counts.forEach((row, truth) => {
    row.forEach((points, predicted) => {
      if (truth !== predicted && predicted < names.length && points > worst.points)
        worst = { truth, predicted, points };
    });
  });
  const [truth, predicted] = [names[worst.truth] ?? '', names[worst.predicted] ?? ''];

  await test.step('sees right and wrong in the picture, the sure ones strongest', async () => {
    await expect(page.getByRole('list', { name: 'Worst errors' }).getByRole('button').first()).toContainText(
      `${truth} called ${predicted}`,
    );
    const before = await picture(page);
    await page.getByRole('button', { name: 'Error map' }).click();
    await changed(page, before);
    const { right, wrong } = await errorPixels(page);
    expect(right).toBeGreaterThan(300);
    expect(wrong).toBeGreaterThan(100);
    await screenshot(page, 'judge-error-map');
  });

  await test.step('clicks the worst cell: its points light up and the camera goes to the most of them', async () => {
    const before = await still(page);
    const cell = page.locator(`[data-cell="${truth}/${predicted}"]`);
    await cell.click();
    await expect(page.getByTestId('found')).toContainText(`${truth} called ${predicted}`);
    const lit = await still(page);
    expect(lit.hash).not.toBe(before.hash);
    const now = await state(page);
    expect(now.judge.found).toMatchObject({ count: worst.points, at: 0 });
    expect(now.focus?.number).toBe(1);
    await expect(cell).toHaveAttribute('aria-pressed', 'true');
    const groups = now.judge.found?.clusters.length ?? 0;
    await screenshot(page, 'judge-worst-cell');
    if (groups < 2) return;
    await page.keyboard.press('n');
    await expect.poll(async () => (await state(page)).judge.found?.at).toBe(1);
    expect((await still(page)).hash).not.toBe(lit.hash);
    await page.keyboard.press('Shift+N');
    await expect.poll(async () => (await state(page)).judge.found?.at).toBe(0);
  });

  await test.step('puts the points out again', async () => {
    const before = await still(page);
    await page.getByRole('button', { name: /^Show all points again/ }).click();
    await expect(page.getByTestId('found')).toBeHidden();
    await changed(page, before);
  });

  await test.step('compares in four coarse classes, and takes it back', async () => {
    const fine = (await state(page)).judge.report?.semantic?.miou ?? 1;
    await page.getByLabel('Compare in').selectOption('outdoor4');
    await expect.poll(async () => (await state(page)).judge.report?.mapping.classes.length).toBe(4);
    await settled(page);
    await expect.poll(async () => (await state(page)).judge.report?.semantic?.miou).toBeGreaterThan(fine);
    await expect(page.getByRole('table', { name: 'Confusion matrix' }).getByRole('row')).toHaveCount(5);
    await screenshot(page, 'judge-coarse');
    await page.getByRole('tab', { name: 'Points' }).focus();
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await state(page)).judge.report?.mapping.classes.length).toBe(names.length);
  });

  await test.step('works by keyboard alone, on a light page too', async () => {
    await settled(page);
    await command(page, 'Theme: light');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
    await command(page, 'Show the worst error');
    await expect(page.getByTestId('found')).toContainText(`${truth} called ${predicted}`);
    await still(page);
    await screenshot(page, 'judge-light');
  });
});

test('somebody compares two models', async ({ guarded: page }) => {
  test.setTimeout(TWO_NETWORKS_MS);
  await judged(page, LIDARSEG, 'nuscenes');
  const panel = page.getByTestId('panel-judge');
  await panel.getByRole('tab', { name: 'Compare' }).click();
  await panel.getByLabel('Second model').selectOption('outdoor');
  await page.waitForFunction(() => window.voxelens?.state().compare.report !== undefined, undefined, {
    timeout: TWO_NETWORKS_MS,
  });
  const { compare, judge } = await state(page);
  const { disagreement } = compare;
  expect(compare.model).toBe('outdoor');
  expect(disagreement?.differing).toBeGreaterThan(100);
  expect(disagreement?.differing).toBeLessThan(0.9 * (disagreement?.points ?? 0));
  expect(disagreement?.clusters.length).toBeGreaterThan(3);
  await expect(panel.locator('[data-score="Mean IoU"] td').nth(0)).toHaveText(
    (100 * (judge.report?.semantic?.miou ?? 0)).toFixed(1),
  );
  await expect(panel.locator('[data-score="Mean IoU"] td').nth(1)).toHaveText(
    (100 * (compare.report?.semantic?.miou ?? 0)).toFixed(1),
  );

  await test.step('sees where they differ and who is right', async () => {
    const before = await picture(page);
    await panel.getByRole('button', { name: 'Map' }).click();
    await changed(page, before);
    await screenshot(page, 'compare-map');
    await panel.getByRole('list', { name: 'Largest differences' }).getByRole('button').first().click();
    const near = await still(page);
    expect(near.hash).not.toBe(before.hash);
    await screenshot(page, 'compare-largest');
  });

  await test.step('flips between the two, and peeks with the key held', async () => {
    await page.keyboard.press('1');
    const first = await still(page);
    await page.keyboard.press('k');
    const second = await changed(page, first);
    await expect.poll(async () => (await state(page)).compare.isFlipped).toBe(true);
    await page.keyboard.press('k');
    expect((await changed(page, second)).hash).toBe(first.hash);
    await page.keyboard.down('k');
    await page.waitForTimeout(500);
    await expect.poll(async () => (await state(page)).compare.isFlipped).toBe(true);
    await page.keyboard.up('k');
    await expect.poll(async () => (await state(page)).compare.isFlipped).toBe(false);
  });

  await test.step('looks at both side by side', async () => {
    await page.keyboard.press('f');
    await panel.getByRole('button', { name: 'Side by side' }).click();
    await still(page);
    await screenshot(page, 'compare-side-by-side');
    await panel.getByRole('button', { name: 'Side by side' }).click();
  });

  await test.step('asks the same model with another threshold', async () => {
    await panel.getByLabel('Second model').selectOption({ label: 'The same model, other threshold' });
    await expect.poll(async () => (await state(page)).compare.disagreement?.differing).toBe(0);
    await panel.getByRole('slider', { name: 'Surer than' }).last().fill('0.6');
    await expect
      .poll(async () => (await state(page)).compare.disagreement?.differing, { timeout: 60_000 })
      .toBeGreaterThan(0);
    await panel.getByLabel('Second model').selectOption('');
    await expect.poll(async () => (await state(page)).compare.model).toBeUndefined();
  });
});

test('somebody looks for boxes that were missed', async ({ guarded: page }) => {
  const folder = path.join(NUSCENES, 'boxes');
  const files = fs.readdirSync(folder).map((name) => path.join(folder, name));
  const { judge } = await judged(page, files, 'nuscenes');
  const boxes = judge.report?.boxes;
  expect(boxes?.objects.length).toBeGreaterThan(5);
  const panel = page.getByTestId('panel-judge');
  await panel.getByRole('tab', { name: 'Boxes' }).click();
  await page.getByLabel('Draw found, missed and false').check();
  const drawn = await still(page);
  await screenshot(page, 'judge-boxes');

  await test.step('moves the thresholds: lists, curves and picture follow', async () => {
    const list = panel.getByRole('group', { name: 'Which objects' });
    const missed = list.getByRole('button', { name: /^Missed/ });
    const before = await missed.textContent();
    await panel.getByRole('slider', { name: 'Surer than' }).fill('0.9');
    await expect(missed).not.toHaveText(before ?? '');
    await changed(page, drawn);
    const ap = judge.report?.boxes?.map ?? 0;
    await panel.getByRole('slider', { name: 'IoU over' }).fill('0.1');
    await settled(page);
    await expect.poll(async () => (await state(page)).judge.iou).toBe(0.1);
    await expect.poll(async () => (await state(page)).judge.report?.boxes?.map).toBeGreaterThanOrEqual(ap);
    await panel.getByRole('slider', { name: 'Surer than' }).fill('0.3');
  });

  await test.step('flies to a missed one', async () => {
    const before = await still(page);
    await panel.getByRole('list', { name: 'Objects' }).getByRole('button').first().click();
    expect((await still(page)).hash).not.toBe(before.hash);
    await expect.poll(async () => (await state(page)).judge.object?.kind).toBe('missed');
    await screenshot(page, 'judge-missed-box');
  });
});

test('somebody looks for objects of a room that were missed', async ({ guarded: page }) => {
  const folder = path.join(SHARED, 'scannet/scene0000_00');
  const files = fs.readdirSync(folder).map((name) => path.join(folder, name));
  const { judge } = await judged(page, files, 'scannet');
  const instances = judge.report?.instances;
  expect(instances?.objects.some(({ kind }) => kind === 'missed')).toBe(true);
  expect(instances?.perClass.map(({ name }) => name)).toContain('chair');
  const panel = page.getByTestId('panel-judge');
  await panel.getByRole('tab', { name: 'Objects' }).click();
  const before = await still(page);
  await panel.getByRole('list', { name: 'Objects' }).getByRole('button').first().click();
  expect((await still(page)).hash).not.toBe(before.hash);
  const now = await state(page);
  expect(now.judge).toMatchObject({ drawn: 'instances', object: { kind: 'missed' } });
  await expect(page.getByTestId('found')).toContainText('missed');
  await screenshot(page, 'judge-missed-object');
});

test('somebody without ground truth is told what to drop', async ({ guarded: page }) => {
  await open(page, '?sample=room&model=tiny');
  await page.getByTestId('file-input').setInputFiles(path.join(SHARED, 'bench/lidar_sweep_198k.npy'));
  await page.waitForFunction(() => window.voxelens?.state().scene?.format === 'npy', undefined, { timeout: 60_000 });
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Judge' }).click();
  await expect(page.getByTestId('panel-judge')).toContainText('This scene comes without ground truth');
  await screenshot(page, 'judge-empty');
});
