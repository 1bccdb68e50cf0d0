import fs from 'node:fs';
import { expect, open, type Page, screenshot, state, test } from './page.ts';

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

/** What the viewer says of its last frame. */
const stats = (page: Page) => page.evaluate(() => window.voxelens?.stats);

/** Vertices with colours, binary little-endian. */
function ply(points: readonly (readonly [x: number, y: number, z: number, r: number, g: number, b: number])[]): Buffer {
  const fields = ['float x', 'float y', 'float z', 'uchar red', 'uchar green', 'uchar blue'];
  const head = ['ply', 'format binary_little_endian 1.0', `element vertex ${points.length}`];
  const text = [...head, ...fields.map((field) => `property ${field}`), 'end_header', ''].join('\n');
  const body = Buffer.alloc(15 * points.length);
  points.forEach(([x, y, z, r, g, b], i) => {
    body.writeFloatLE(x, 15 * i);
    body.writeFloatLE(y, 15 * i + 4);
    body.writeFloatLE(z, 15 * i + 8);
    body.set([r, g, b], 15 * i + 12);
  });
  return Buffer.concat([Buffer.from(text), body]);
}

/** A floor of 8 × 6 m: red where x < 0, green where not; on it a blue block of 1 m, its top 1 m high. */
function scene(): Buffer {
  const points: [number, number, number, number, number, number][] = [];
  const step = 0.04;
  for (let x = -4; x <= 4; x += step) {
    for (let y = -3; y <= 3; y += step) points.push([x, y, 0, x < 0 ? 220 : 20, x < 0 ? 30 : 200, 30]);
  }
  for (let u = 0; u <= 1; u += step) {
    for (let v = 0; v <= 1; v += step) {
      points.push([1 + u, 1 + v, 1, 40, 60, 240]);
      points.push([1 + u, 1, v, 40, 60, 240], [1 + u, 2, v, 40, 60, 240]);
      points.push([1, 1 + u, v, 40, 60, 240], [2, 1 + u, v, 40, 60, 240]);
    }
  }
  return ply(points);
}

/** Opens the file and stops the network: these tools need none. */
async function openCloud(page: Page, name: string, buffer: Buffer, words = ''): Promise<void> {
  await open(page, `?sample=room&model=tiny${words}`);
  await page.getByTestId('file-input').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
  await page.waitForFunction(
    (title) => window.voxelens?.state().scene?.name.includes(title),
    name.split('.')[0] ?? '',
    {
      timeout: 120_000,
    },
  );
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => window.voxelens?.state().activity === undefined, undefined, { timeout: 60_000 });
  await page.keyboard.press('3');
  await expect.poll(async () => (await state(page)).view.colorMode).toBe('rgb');
  await page.getByRole('tab', { name: 'View' }).click();
  await refined(page);
}

async function refined(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const now = window.voxelens?.stats;
      return now !== undefined && now.points > 0 && now.drawn === now.points;
    },
    undefined,
    { timeout: 120_000 },
  );
}

/** Pixels in which a channel stands out, of the whole picture or of a part of its width. */
function count(page: Page, channel: 0 | 1 | 2, from = 0, to = 1): Promise<number> {
  return page.evaluate(
    async ([which, left, right]) => {
      const pixels = await window.voxelens?.readPixels();
      if (!pixels) return 0;
      let found = 0;
      for (let at = 0; at < pixels.data.length / 4; at++) {
        const x = (at % pixels.width) / pixels.width;
        if (x < left || x >= right) continue;
        const others = [0, 1, 2].filter((other) => other !== which);
        const own = pixels.data[4 * at + which] as number;
        if (others.every((other) => own > 60 + (pixels.data[4 * at + other] as number))) found++;
      }
      return found;
    },
    [channel, from, to] as const,
  );
}

const RED = 0;
const GREEN = 1;
const BLUE = 2;

/** A place of the scene in an orthographic view from above, CSS px on the page. */
async function onFloor(page: Page, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = await page.getByTestId('viewport').boundingBox();
  const pose = await page.evaluate(() => window.voxelens?.pose);
  if (!box || !pose) throw new Error('no picture');
  const distance = Math.hypot(...pose.eye.map((value, axis) => value - (pose.target[axis] as number)));
  // The camera's height of view is 50°.
  const pxPerM = box.height / (2 * distance * Math.tan((25 * Math.PI) / 180));
  return {
    x: box.x + box.width / 2 + (x - pose.target[0]) * pxPerM,
    y: box.y + box.height / 2 - (y - pose.target[1]) * pxPerM,
  };
}

async function clickFloor(page: Page, x: number, y: number): Promise<void> {
  const place = await onFloor(page, x, y);
  await page.mouse.click(place.x, place.y);
}

test('somebody cuts a scene open and measures it', async ({ guarded: page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openCloud(page, 'block.ply', scene());
  const panel = page.getByTestId('panel-view');
  await screenshot(page, 'view-panel');

  await test.step('looks from above without perspective', async () => {
    await panel.getByText('Parallel').click();
    await panel.getByRole('button', { name: 'Top' }).click();
    await refined(page);
    await expect.poll(async () => (await state(page)).viewTools.projection).toBe('orthographic');
    const [red, green] = [await count(page, RED), await count(page, GREEN)];
    // Both halves of the floor are as large; the block covers a 24th of the green one.
    expect(green / red).toBeGreaterThan(0.9);
    expect(green / red).toBeLessThan(1);
    await screenshot(page, 'view-top');
  });

  await test.step('measures a distance, a height and an angle', async () => {
    await panel.getByRole('button', { name: 'Distance' }).click();
    await clickFloor(page, -3, -2);
    await expect.poll(async () => (await state(page)).viewTools.draft?.points.length).toBe(1);
    await clickFloor(page, 0, 2);
    await expect.poll(async () => (await state(page)).viewTools.measures.length, { timeout: 60_000 }).toBe(1);
    await panel.getByRole('button', { name: 'Height' }).click();
    await clickFloor(page, 3, -2);
    await expect.poll(async () => (await state(page)).viewTools.draft?.points.length).toBe(1);
    await clickFloor(page, 1.5, 1.5);
    await expect.poll(async () => (await state(page)).viewTools.measures.length, { timeout: 60_000 }).toBe(2);
    await panel.getByRole('button', { name: 'Angle' }).click();
    for (const [index, [x, y]] of (
      [
        [-3, -1],
        [-1, -1],
        [-1, 1],
      ] as const
    ).entries()) {
      await clickFloor(page, x, y);
      if (index < 2) await expect.poll(async () => (await state(page)).viewTools.draft?.points.length).toBe(index + 1);
    }
    await expect.poll(async () => (await state(page)).viewTools.measures.length, { timeout: 60_000 }).toBe(3);
    const { measures } = (await state(page)).viewTools;
    const [[a, b], [c, d]] = measures.map(({ points }) => points) as unknown as [number[][], number[][]];
    // A click lands within a point's gap and two pixels of where it was aimed.
    expect(Math.hypot(...(a as number[]).map((value, axis) => value - ((b as number[])[axis] as number)))).toBeCloseTo(
      5,
      0,
    );
    expect(((d as number[])[2] as number) - ((c as number[])[2] as number)).toBeCloseTo(1, 3);
    const list = panel.getByRole('list', { name: 'Measures' });
    await expect(list).toContainText(/distance\s*(4\.9|5\.0)\d+ m/);
    await expect(list).toContainText('+1.000 m');
    await expect(list).toContainText(/(89|90)\.\d°/);
    await screenshot(page, 'view-measures');
  });

  await test.step('copies the measures, deletes one, takes that back', async () => {
    await panel.getByRole('button', { name: 'Copy all measures' }).click();
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toMatch(/^kind\tvalue\tunit\tpoints\ndistance\t/);
    await panel.getByRole('button', { name: 'Delete measure 2' }).click();
    await expect.poll(async () => (await state(page)).viewTools.measures).toHaveLength(2);
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await state(page)).viewTools.measures).toHaveLength(3);
    await page.keyboard.press('Escape');
    await expect.poll(async () => (await state(page)).tool).toBe('inspect');
  });

  await test.step('slices under the block: it is gone, and cannot be picked', async () => {
    const block = await count(page, BLUE);
    await panel.getByText('z', { exact: true }).click();
    await panel.getByLabel('Slice at').fill('0');
    // The lowest row of its walls is left.
    await expect.poll(() => count(page, BLUE), { timeout: 60_000 }).toBeLessThan(0.4 * block);
    expect(await count(page, RED)).toBeGreaterThan(10_000);
    await clickFloor(page, 1.5, 1.5);
    await expect.poll(async () => (await state(page)).selectedPoint, { timeout: 60_000 }).toBeDefined();
    // 0.000 m: the floor under the block's top.
    await page.getByRole('tab', { name: 'Inspector' }).click();
    await expect(page.getByTestId('coordinates')).toContainText(/z\s*0\.000 m/);
    await page.getByRole('tab', { name: 'View' }).click();
    await screenshot(page, 'view-slice');
    await panel.getByText('Off', { exact: true }).click();
    await expect.poll(() => count(page, BLUE), { timeout: 60_000 }).toBe(block);
    await page.keyboard.press('Escape');
  });

  await test.step('drags a face of the clip box over the red half', async () => {
    await panel.getByRole('button', { name: 'Whole scene' }).click();
    const before = (await state(page)).viewTools.clip;
    const red = await count(page, RED);
    const handle = page.getByRole('button', { name: 'Clip box, back face' });
    const from = await handle.boundingBox();
    const to = await onFloor(page, -2, 0);
    await page.mouse.move((from?.x ?? 0) + 16, (from?.y ?? 0) + 16);
    await page.mouse.down();
    await page.mouse.move(to.x - 40, (from?.y ?? 0) + 16);
    await page.mouse.move(to.x, (from?.y ?? 0) + 16);
    await page.mouse.up();
    const clip = (await state(page)).viewTools.clip;
    expect(clip?.size[0]).toBeLessThan((before?.size[0] ?? 0) - 1.5);
    expect(clip?.size[1]).toBeCloseTo(before?.size[1] ?? 0, 6);
    await expect.poll(() => count(page, RED), { timeout: 60_000 }).toBeLessThan(0.7 * red);
    await screenshot(page, 'view-clip');
    await clickFloor(page, -3, 0);
    await page.waitForTimeout(1000);
    await expect.poll(async () => (await state(page)).selectedPoint).toBeUndefined();
    // The drag is one step of the history.
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await state(page)).viewTools.clip).toEqual(before);
    await panel.getByRole('button', { name: 'Remove the clip box' }).click();
    await page.keyboard.press('Escape');
  });
});

test('somebody keeps a view, goes elsewhere, comes back, and opens it from an address', async ({
  guarded: page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openCloud(page, 'block.ply', scene());
  const panel = page.getByTestId('panel-view');
  await panel.getByText('Parallel').click();
  await panel.getByRole('button', { name: 'Top' }).click();
  await refined(page);
  const kept = await page.evaluate(() => window.voxelens?.pose);
  await panel.getByRole('button', { name: 'Save this view' }).click();
  await panel.getByText('Perspective').click();
  await panel.getByRole('button', { name: 'Corner' }).click();
  await panel.getByRole('button', { name: 'View 1', exact: true }).click();
  const distance = () =>
    page.evaluate((to) => {
      const now = window.voxelens?.pose;
      return now && to ? Math.hypot(...now.eye.map((value, axis) => value - (to.eye[axis] as number))) : 99;
    }, kept);
  await expect.poll(distance, { timeout: 60_000 }).toBeLessThan(1e-6);
  await expect.poll(async () => (await state(page)).viewTools.projection).toBe('orthographic');
  await panel.getByRole('button', { name: 'Copy address' }).click();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toContain('#view=');
  const { hash } = new URL(await copied());
  // From elsewhere: another hash alone loads nothing.
  await page.goto('about:blank');
  await openCloud(page, 'block.ply', scene(), hash);
  expect(await distance()).toBeLessThan(0.01);
  await expect.poll(async () => (await state(page)).viewTools.projection).toBe('orthographic');
  await expect(panel.getByRole('button', { name: 'View 1', exact: true })).toBeVisible();
});

test('somebody compares two colourings side by side and flies through', async ({ guarded: page }) => {
  await openCloud(page, 'block.ply', scene());
  const panel = page.getByTestId('panel-view');
  await panel.getByRole('button', { name: 'Top' }).click();
  await panel.getByLabel('Second view').selectOption('height');
  await refined(page);
  // The eye stepped back from the narrower panes: all of the scene is in each of them.
  await expect.poll(() => count(page, RED, 0, 0.5), { timeout: 60_000 }).toBeGreaterThan(500);
  const red = await count(page, RED, 0, 0.5);
  expect(await count(page, RED, 0.5, 1)).toBeLessThan(red / 4);
  await expect(page.getByRole('heading', { name: /^Left: / })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Right: height' })).toBeVisible();
  await screenshot(page, 'view-split');
  // A click on the right picks what the left shows at the same place.
  const box = await page.getByTestId('viewport').boundingBox();
  const pick = async (share: number): Promise<number | undefined> => {
    await page.mouse.click((box?.x ?? 0) + share * (box?.width ?? 0), (box?.y ?? 0) + 0.5 * (box?.height ?? 0));
    await expect.poll(async () => (await state(page)).selectedPoint, { timeout: 60_000 }).toBeDefined();
    const { selectedPoint } = await state(page);
    await page.keyboard.press('Escape');
    return selectedPoint;
  };
  expect(await pick(0.2)).toBe(await pick(0.7));
  await panel.getByLabel('Second view').selectOption('none');

  await page.keyboard.press('Shift+f');
  const before = await page.evaluate(() => window.voxelens?.pose);
  await page.keyboard.down('w');
  const sunk = () => page.evaluate((from) => (from ?? 0) - (window.voxelens?.pose?.eye[2] ?? 0), before?.eye[2]);
  await expect.poll(sunk, { timeout: 60_000 }).toBeGreaterThan(0.05);
  await page.keyboard.up('w');
  const after = await page.evaluate(() => window.voxelens?.pose);
  // Down from above: along the view, eye and target alike.
  expect((after?.target[2] ?? 0) - (after?.eye[2] ?? 0)).toBeCloseTo(
    (before?.target[2] ?? 0) - (before?.eye[2] ?? 0),
    6,
  );
  await page.keyboard.press('Escape');
  await expect.poll(async () => (await state(page)).viewTools.navigation).toBe('orbit');
});

test('somebody saves a large picture and a turntable', async ({ guarded: page }) => {
  await openCloud(page, 'block.ply', scene());
  const panel = page.getByTestId('panel-view');
  const viewport = await page.getByTestId('viewport').boundingBox();
  await panel.getByText('4×').click();
  const saved = page.waitForEvent('download', { timeout: 120_000 });
  await panel.getByRole('button', { name: 'Save PNG' }).click();
  const file = await (await saved).path();
  fs.mkdirSync('e2e/artifacts', { recursive: true });
  fs.copyFileSync(file, 'e2e/artifacts/view-picture-4x.png');
  const bytes = fs.readFileSync(file);
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(bytes.readUInt32BE(16)).toBe(Math.round(4 * (viewport?.width ?? 0)));
  expect(bytes.readUInt32BE(20)).toBe(Math.round(4 * (viewport?.height ?? 0)));

  // Long enough to be stopped on a slow machine.
  await panel.getByText('16 s').click();
  const start = await page.evaluate(() => window.voxelens?.pose);
  await panel.getByRole('button', { name: /Record turntable/ }).click();
  await expect(panel.getByRole('progressbar', { name: 'Recording' })).toBeVisible();
  await expect
    .poll(async () => (await state(page)).viewTools.recording ?? 0, { timeout: 120_000 })
    .toBeGreaterThan(0.03);
  await panel.getByRole('button', { name: 'Stop recording' }).click();
  await expect(panel.getByRole('progressbar', { name: 'Recording' })).toBeHidden({ timeout: 60_000 });
  expect(await page.evaluate(() => window.voxelens?.pose)).toEqual(start);
  await screenshot(page, 'view-recording-stopped');

  await panel.getByText('4 s').click();
  const video = page.waitForEvent('download', { timeout: 300_000 });
  await panel.getByRole('button', { name: /Record turntable/ }).click();
  const webm = fs.readFileSync(await (await video).path());
  // EBML, as every WebM begins.
  expect(webm.readUInt32BE(0)).toBe(0x1a45dfa3);
  expect(webm.length).toBeGreaterThan(10_000);
  print(`turntable: ${(webm.length / 1024).toFixed(0)} KiB`);
});

test('somebody turns a large cloud: each frame keeps to the budget, and rest shows every point', async ({
  guarded: page,
}) => {
  const POINTS = 700_000;
  const BUDGET = 200_000;
  const points = Array.from({ length: POINTS }, (_, i): [number, number, number, number, number, number] => {
    const [u, v] = [(i % 1000) / 100, Math.floor(i / 1000) / 100];
    return [u, v, Math.sin(u) * Math.cos(v), 90 + Math.round(12 * u), 200, 60];
  });
  await openCloud(page, 'large.ply', ply(points));
  await page.getByTestId('panel-view').getByLabel('Points while moving').selectOption(String(BUDGET));
  await refined(page);
  // What each frame of a turn has drawn, until it rests.
  const drawn = await page.evaluate(async () => {
    const seen: number[] = [];
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
    for (;;) {
      await new Promise(requestAnimationFrame);
      const now = window.voxelens?.stats;
      if (!now) continue;
      if (now.drawn !== seen.at(-1)) seen.push(now.drawn);
      if (seen.length > 1 && now.drawn === now.points) return seen;
    }
  });
  print(`drawn after each frame: ${drawn.join(', ')}; last frame ${(await stats(page))?.frameMs?.toFixed(1)} ms`);
  const moved = drawn.filter((shown) => shown < POINTS);
  expect(Math.min(...moved)).toBeLessThanOrEqual(BUDGET);
  for (let i = 1; i < drawn.length; i++) {
    const added = (drawn[i] as number) - (drawn[i - 1] as number);
    expect(added).toBeLessThanOrEqual(BUDGET);
  }
  expect(drawn.at(-1)).toBe(POINTS);
  await screenshot(page, 'view-large');
});
