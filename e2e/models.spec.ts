import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { drop, expect, fileOf, open, type Page, screenshot, state, test, understood } from './page.ts';

const MODELS = path.resolve(import.meta.dirname, '../public/models');
const read = (model: string, file: string): Buffer => fs.readFileSync(path.join(MODELS, model, file));
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Floor and two walls of a small room: understood in a moment on any machine. */
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

/** Chooses a model and waits until the scene was understood by another one than before. */
async function choose(page: Page, name: string): Promise<void> {
  const before = (await state(page)).result?.provenance.weightsSha256;
  await page.getByRole('combobox', { name: 'Model' }).selectOption(name);
  await changedFrom(page, before);
}

async function changedFrom(page: Page, sha: string | undefined): Promise<void> {
  await expect
    .poll(async () => (await state(page)).result?.provenance.weightsSha256, { timeout: 300_000 })
    .not.toBe(sha);
}

test('somebody compares models on a room, and brings one along', async ({ guarded: page }) => {
  await open(page, '?sample=room');
  await page.getByTestId('file-input').setInputFiles(fileOf('room.ply', room()));
  await page.waitForFunction(() => window.voxelens?.state().scene?.format === 'ply', undefined, { timeout: 120_000 });
  const first = await understood(page);
  expect(first.model).toMatchObject({ choice: 'auto', used: 'indoor' });
  expect(first.result?.provenance).toMatchObject({
    model: 'indoor',
    weightsSha256: sha256(read('indoor', 'weights.safetensors')),
  });

  await test.step('switches to another model and back', async () => {
    const other = fs.existsSync(path.join(MODELS, 'indoor-tiny')) ? 'indoor-tiny' : 'outdoor';
    const weights = sha256(read(other, 'weights.safetensors'));
    await choose(page, other);
    const now = await understood(page);
    expect(now.result?.provenance).toMatchObject({ model: other, weightsSha256: weights });
    expect(now.model).toMatchObject({ choice: other, used: other, reason: 'you chose it' });
    // The same scene, seen from the same place, in the light of another network.
    expect(now.scene).toEqual(first.scene);
    await expect(page.getByTestId('model')).toHaveText(`${other} ${weights.slice(0, 8)}`);
    await expect(page.getByTestId('weights-sha256')).toHaveText(weights.slice(0, 16));
    await screenshot(page, 'model-chosen');
    await choose(page, 'auto');
    const { modelTitle, provenance, instances, boxes } = first.result!;
    expect((await understood(page)).result).toMatchObject({
      modelTitle,
      instances,
      boxes,
      provenance: { model: provenance.model, weightsSha256: provenance.weightsSha256 },
    });
  });

  await test.step('has it look twice, and takes that back', async () => {
    const looked = () => expect.poll(async () => (await state(page)).result?.provenance.looks, { timeout: 300_000 });
    await page.getByRole('button', { name: /^Understood in/ }).click();
    const menu = page.getByRole('combobox', { name: 'Looks' });
    await expect(menu).toHaveValue('auto');
    await menu.selectOption('2');
    await looked().toBe(2);
    await expect(page.locator('[data-stage="looks"]')).toBeVisible();
    await screenshot(page, 'looks');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+z');
    // Graphics in software look once by themselves.
    await looked().toBe(1);
    await understood(page);
  });

  await test.step('drops a model of their own, finds it again after a reload, and removes it', async () => {
    const manifest = { ...JSON.parse(read('outdoor', 'model.json').toString()), name: 'mine', title: 'My streets' };
    const weights = read('outdoor', 'weights.safetensors');
    await drop(page, [
      fileOf('model.json', Buffer.from(JSON.stringify(manifest))),
      fileOf('weights.safetensors', weights),
    ]);
    await changedFrom(page, first.result?.provenance.weightsSha256);
    const now = await understood(page);
    expect(now.result).toMatchObject({
      isOwnModel: true,
      modelTitle: 'My streets',
      provenance: { model: 'mine', weightsSha256: sha256(weights) },
    });
    await expect(page.getByTestId('notice')).toHaveText(
      'Your model was added and is kept in this browser. “My streets” was made for outdoor scenes; this one looks indoor.',
    );
    await screenshot(page, 'model-own');

    await open(page, '?sample=room');
    const remove = page.getByRole('button', { name: 'Remove “My streets” from this browser' });
    await remove.click({ timeout: 60_000 });
    await expect(remove).toBeHidden();
    await expect.poll(async () => (await state(page)).model.choice).toBe('auto');
    await expect.poll(async () => (await state(page)).model.available.some(({ kept }) => kept)).toBe(false);
  });

  await test.step('is told what is wrong with half a model', async () => {
    await drop(page, [fileOf('model.json', read('indoor', 'model.json'))]);
    const banner = page.getByRole('alert');
    await expect(banner).toHaveAttribute('data-code', 'FORMAT_MISMATCH', { timeout: 120_000 });
    await expect(banner).toContainText('Drop it together with its weights.safetensors');
    await screenshot(page, 'model-half');
  });
});

test('somebody asks for the tiny model in the address', async ({ guarded: page }) => {
  await open(page, '?sample=room&model=tiny');
  await expect.poll(async () => (await state(page)).model.used, { timeout: 120_000 }).toBeDefined();
  const { model, notice, problem } = await state(page);
  expect(problem).toBeUndefined();
  expect(model.choice).toBe('auto-tiny');
  if (fs.existsSync(path.join(MODELS, 'indoor-tiny'))) expect(model.used).toBe('indoor-tiny');
  else {
    expect(model.used).toBe('indoor');
    expect(notice).toContain('There is no model indoor-tiny on this site; indoor is used instead.');
    await expect(page.getByTestId('notice')).toBeVisible();
  }
  await screenshot(page, 'model-tiny');
});
