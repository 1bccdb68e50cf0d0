import fs from 'node:fs';
import { changed, expect, fileOf, open, type Page, picture, screenshot, state, test, understood } from './page.ts';

/** Seconds on an idle machine; the network runs some twenty times over a cloud of a few hundred points. */
const MANY_RUNS_MS = 240_000;
/** Classes that nothing in this room is, in any list of classes; labels of one class alone are not taken for labels. */
const NONSENSE = [6, 7];

/** Three faces of a small room, so many points (each 10 cm) a side, every one of them labelled as something that it is not. */
function mislabelledRoom(side: number): Buffer {
  const points: string[] = [];
  for (let i = 0; i < side; i++) {
    for (let j = 0; j < side; j++) {
      for (const place of [`${i / 10} ${j / 10} 0`, `${i / 10} 0 ${j / 20}`, `0 ${i / 10} ${j / 20}`]) {
        points.push(`${place} ${NONSENSE[i % 2]}`);
      }
    }
  }
  const header = ['ply', 'format ascii 1.0', `element vertex ${points.length}`];
  for (const axis of ['x', 'y', 'z']) header.push(`property float ${axis}`);
  return Buffer.from(`${[...header, 'property uchar label', 'end_header', ...points].join('\n')}\n`);
}

async function openRoom(page: Page, side: number): Promise<void> {
  await open(page, '?sample=room&model=tiny');
  await page.getByTestId('file-input').setInputFiles(fileOf('room.ply', mislabelledRoom(side)));
  await page.waitForFunction(() => window.voxelens?.state().scene?.format === 'ply', undefined, { timeout: 240_000 });
  await understood(page);
}

test('somebody finds weak spots, notes what is wrong with one, and takes the list away', async ({ guarded: page }) => {
  await openRoom(page, 40);
  await page.waitForFunction(() => window.voxelens?.state().judge.report?.semantic !== undefined);
  await page.getByRole('tab', { name: 'Doubt' }).click();
  const panel = page.getByTestId('panel-doubt');
  await expect(panel.getByRole('button', { name: 'Other looks' })).toBeDisabled();
  await panel.getByRole('button', { name: 'Find weak spots' }).click();
  const finds = panel.getByRole('list', { name: 'Finds' }).getByRole('listitem');
  await expect(finds.first()).toContainText('sure and wrong', { timeout: MANY_RUNS_MS });
  await expect(finds.first()).toContainText(', truly ');
  await expect(finds.first().locator('img[src^="data:image/png"]')).toHaveCount(1);
  await expect(panel).toContainText('Looked again ');

  await test.step('the colour of the other looks is there now', async () => {
    const before = await picture(page);
    await panel.getByRole('button', { name: 'Other looks' }).click();
    await changed(page, before);
    await panel.getByRole('button', { name: 'Other looks' }).click();
  });

  await test.step('flies to one, notes it, and keeps it by that', async () => {
    await finds
      .first()
      .getByRole('button', { name: /^Fly to / })
      .click();
    await expect(finds.first()).toHaveAttribute('data-at', 'true');
    await finds
      .first()
      .getByRole('textbox', { name: /^Note on / })
      .fill('the labels are nonsense');
    await expect(finds.first().getByRole('button', { name: 'Kept' })).toHaveAttribute('aria-pressed', 'true');
    await screenshot(page, 'doubt-weak-spots');
  });

  await test.step('the file has what was kept, with its note and picture', async () => {
    const download = page.waitForEvent('download');
    await panel.getByRole('button', { name: 'Write JSON' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/\.finds\.json$/);
    const report = JSON.parse(fs.readFileSync(await file.path(), 'utf8')) as {
      readonly weightsSha256: string;
      readonly finds: readonly Record<string, unknown>[];
    };
    expect(report.weightsSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(report.finds).toHaveLength(1);
    expect(report.finds[0]).toMatchObject({ kind: 'wrong', note: 'the labels are nonsense', isKept: true });
    expect(report.finds[0]?.['picture']).toMatch(/^data:image\/png/);
  });

  await test.step('the archive is read back: the note and the picture are there again', async () => {
    const download = page.waitForEvent('download');
    await panel.getByRole('button', { name: 'Write ZIP' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/\.finds\.zip$/);
    const bytes = fs.readFileSync(await file.path());
    for (const name of ['finds.json', 'finds.csv', 'pictures/001.png']) expect(bytes.includes(name)).toBe(true);
    const { length } = (await state(page)).doubt.finds;
    await finds.first().getByRole('button', { name: 'Drop this find' }).click();
    await expect(finds).toHaveCount(length - 1);
    await page.getByTestId('finds-input').setInputFiles(fileOf('room.finds.zip', bytes));
    await expect(finds).toHaveCount(length);
    await expect(finds.first().getByRole('textbox', { name: /^Note on / })).toHaveValue('the labels are nonsense');
    await expect(finds.first().locator('img[src^="data:image/png"]')).toHaveCount(1);
    // The same list twice is the same list.
    await page.getByTestId('finds-input').setInputFiles(fileOf('room.finds.zip', bytes));
    await expect(page.getByText('1 find was read.').first()).toBeVisible();
    await expect(finds).toHaveCount(length);
    await page.getByTestId('finds-input').setInputFiles(fileOf('wrong.json', Buffer.from('{"finds":[{}]}')));
    await expect(page.getByText('wrong.json').first()).toBeVisible();
    await expect(finds).toHaveCount(length);
  });

  await test.step('drops it, and takes that back', async () => {
    const { length } = (await state(page)).doubt.finds;
    await finds.first().getByRole('button', { name: 'Drop this find' }).click();
    await expect(finds).toHaveCount(length - 1);
    await page.getByTestId('undo').click();
    await expect(finds).toHaveCount(length);
  });
});

test('somebody asks what moved the answer at a point, and sees the scene in the colours of its features', async ({
  guarded: page,
}) => {
  // Each part that is hidden is another run of the network.
  await openRoom(page, 16);
  const seen = await picture(page);
  const target = seen.target;
  if (!target) throw new TypeError('no coloured point is in the picture');
  await page.getByTestId('viewport').click({ position: target });
  await page.waitForFunction(() => window.voxelens?.state().selectedPoint !== undefined);
  await page.getByRole('tab', { name: 'Why' }).click();
  const panel = page.getByTestId('panel-why');
  await panel.getByRole('button', { name: 'What moved it' }).click();
  await expect(panel.getByRole('region', { name: 'What moved the answer' })).toContainText('parts hidden one by one', {
    timeout: MANY_RUNS_MS,
  });
  await screenshot(page, 'why-moved');

  const before = await picture(page);
  const features = panel.getByRole('button', { name: 'Colour by features' });
  await features.click();
  await expect(features).toHaveAttribute('aria-pressed', 'true', { timeout: MANY_RUNS_MS });
  const coloured = await changed(page, before);
  expect(coloured.colors).toBeGreaterThan(50);
  await expect.poll(async () => (await state(page)).view.colorMode).toBe('features');
  await screenshot(page, 'why-features');
});
