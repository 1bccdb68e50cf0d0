import { describe, expect, it, vi } from 'vitest';
import { type ByteSource, FormatError, LimitError } from '../core/index.ts';
import type { ExportedFile } from '../engine/index.ts';
import { fakeEngine } from './store.fixture.ts';
import { createAppStore } from './store.ts';
import { readViews, viewsAsJson } from './view-files.ts';
import type { SavedView } from './view-tools-state.ts';

const VIEW: SavedView = {
  id: 3,
  name: 'Door',
  seen: { eye: [1, 2, 3], target: [0, 0.5, 0], projection: 'orthographic' },
  colorMode: 'height',
  clip: { center: [1, 1, 1], size: [2, 3, 4], yaw: 0.25, keeps: 'outside' },
  slice: { axis: 'z', middleM: 1.5, thicknessM: 0.2 },
};
const HEAD = { scene: 'room.ply', origin: [100, 200, 0] } as const;

const fileOf = (content: Uint8Array | string, name = 'room.views.json'): ByteSource => {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { name, path: name, size: bytes.length, read: async () => bytes };
};
const counter = (from: number) => () => from++;

describe('saved views in a file', () => {
  it('come back as they were, with numbers of their own', async () => {
    const plain: SavedView = { ...VIEW, id: 4, name: 'All', clip: undefined, slice: undefined };
    const read = await readViews(fileOf(viewsAsJson(HEAD, [VIEW, plain])), HEAD.origin, counter(8));
    expect(read).toEqual([
      { ...VIEW, id: 8 },
      { ...plain, id: 9 },
    ]);
  });

  it('mean the same place of the world where the cloud begins elsewhere', async () => {
    const [view] = await readViews(fileOf(viewsAsJson(HEAD, [VIEW])), [90, 200, -1], counter(1));
    expect(view?.seen).toMatchObject({ eye: [11, 2, 4], target: [10, 0.5, 1] });
    expect(view?.clip?.center).toEqual([11, 1, 2]);
    expect(view?.slice).toEqual({ axis: 'z', middleM: 2.5, thicknessM: 0.2 });
  });

  it('keep their place where the colours are of another page', async () => {
    const [view] = await readViews(
      fileOf(JSON.stringify({ views: [{ seen: { eye: [1, 1, 1], target: [0, 0, 0] }, colorMode: 'smell' }] })),
      [0, 0, 0],
      counter(1),
    );
    expect(view).toMatchObject({
      name: 'View 1',
      colorMode: 'class',
      seen: { eye: [1, 1, 1], projection: 'perspective' },
    });
  });

  it.each([
    ['no JSON', 'not json', 'views'],
    ['a list without a head', '[]', 'views'],
    ['no list', '{"views": 3}', 'views'],
    ['an origin that is no place', '{"origin": [1, 2], "views": []}', 'origin'],
    ['a view that is no object', '{"views": [7]}', 'views[0]'],
    [
      'an eye that is no place',
      '{"views": [{"seen": {"eye": [1, 2, null], "target": [0, 0, 0]}}]}',
      'views[0].seen.eye',
    ],
    [
      'a box with an empty side',
      '{"views": [{"seen": {"eye": [1, 2, 3], "target": [0, 0, 0]}, "clip": {"center": [0, 0, 0], "size": [1, 0, 1], "yaw": 0}}]}',
      'views[0].clip',
    ],
  ])('%s is refused, and the field is named', async (_, content, field) => {
    const error = await readViews(fileOf(content), [0, 0, 0], counter(1)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FormatError);
    expect((error as FormatError).message).toContain('room.views.json');
    expect((error as FormatError).context).toMatchObject({ field });
  });

  it('a cloud in place of the list is not read', async () => {
    const read = vi.fn();
    const huge: ByteSource = { name: 'cloud.json', path: 'cloud.json', size: 1 << 30, read };
    await expect(readViews(huge, [0, 0, 0], counter(1))).rejects.toBeInstanceOf(LimitError);
    expect(read).not.toHaveBeenCalled();
  });
});

describe('writing and reading them on the page', () => {
  async function opened() {
    const saved: ExportedFile[] = [];
    const store = createAppStore({ engine: fakeEngine(), saveFile: (file) => saved.push(file) });
    await store.getState().openSample('street');
    return { saved, act: () => store.getState(), views: () => store.getState().viewTools.savedViews };
  }

  it('says that there is nothing to write', async () => {
    const { act, saved } = await opened();
    act().exportViews();
    expect(saved).toHaveLength(0);
    expect(act().toasts.at(-1)?.text).toContain('No view is saved yet');
  });

  it('adds what is not there, in one step that can be taken back and done again', async () => {
    const { act, saved, views } = await opened();
    act().saveView(VIEW.seen);
    act().exportViews();
    const [file] = saved;
    expect(file?.name).toMatch(/\.views\.json$/);
    act().renameView(1, 'Mine');
    await act().readViews(fileOf(file!.bytes, file!.name));
    expect(views().map(({ id, name }) => [id, name])).toEqual([
      [1, 'Mine'],
      [2, 'View 1'],
    ]);
    await act().readViews(fileOf(file!.bytes, file!.name));
    expect(views()).toHaveLength(2);
    expect(act().toasts.at(-1)?.text).toBe('All views of this file are there already');
    act().undo();
    expect(views().map(({ name }) => name)).toEqual(['Mine']);
    act().redo();
    expect(views()).toHaveLength(2);
  });

  it('tells what is wrong with a file, and changes nothing', async () => {
    const { act, views } = await opened();
    await act().readViews(fileOf('{}'));
    expect(act().problem?.subject).toBe('“room.views.json”');
    expect(views()).toHaveLength(0);
    expect(act().history.undo).toBeUndefined();
  });
});
