import { labelSet, type Scene } from '../core/index.ts';
import { fromBytes } from '../sources/index.ts';
import { exportScene } from './export/export-scene.ts';
import type { ExportSubject } from './export/subject.ts';
import { EXPORT_TARGETS, type ExportTarget } from './export/target.ts';
import { openScenes } from './open-scenes.ts';

/** What an attribute is for, by the names that files give it. */
const COLUMNS: readonly (readonly [title: string, names: RegExp])[] = [
  ['colour', /^rgb$/],
  ['intensity', /^intensity$/],
  ['normals', /^normal$/],
  ['returns', /^(return|return_count|ReturnNumber|NumberOfReturns)$/],
  ['time', /^(timestamp|GpsTime|offset_ns|OffsetTime)$/],
  ['ring', /^(ring|laser|laser_number|scanner_channel)$/],
  ['classes', /^(classification|label|semantic|class)$/],
  ['instances', /^(instance|instance_id)$/],
  ['boxes', /^$/],
  ['others', /^/],
];

/** What the readers cannot do, by format: a sentence each. */
const NOT_READ: Readonly<Record<string, string>> = {
  ply: 'Faces, edges and strips are stepped over: a mesh is shown as its vertices. Compressed splats are refused.',
  pcd: 'Organised clouds lose their grid, and that is said.',
  las: 'Waveforms (point formats 4, 5, 9, 10) are left out, and that is said; colours of 16 bits become 8.',
  laz: 'Compression older than LASzip 2 (item version 1) is refused with the advice to save it again.',
  copc: 'Levels beyond the budget of points are left out, and that is said.',
  e57: 'Pictures are left out. A first picture is of the first points of each scan.',
  text: 'Columns of words are left out; a table without x, y and z is refused. Longitude and latitude become metres from the first point.',
  ptx: 'Points of scans are put together; the grid of each scan is given up.',
  off: 'Faces are stepped over. Binary OFF is refused.',
  obj: 'Faces, materials and curves are stepped over.',
  draco:
    'Faces are given up: a mesh is shown as its vertices. Its decoder takes a file whole: there is no first picture.',
  npy: 'Pickled objects are never opened.',
  npz: 'Arrays that are no columns of the points are left out, and that is said.',
  arrow:
    'Columns of lists, structures and words are left out. Feather of the first version is refused. A first picture needs several batches.',
  parquet: 'Nested columns and words are left out. A first picture needs several row groups.',
  'float32-bin': 'The file does not say its columns: they are guessed, said, and can be chosen.',
  'waymo-tfrecord': 'Camera pictures, their labels and maps are left out.',
  'waymo-v2': 'Of the components, those of cameras and of key points are left out.',
  'tf3d-tfrecord': 'Camera pictures are left out.',
  sens: 'Colour pictures are left out; depth is averaged in voxels of 2 cm, of long streams that of some frames.',
};

interface Cell {
  readonly types: Set<string>;
  isWritten: boolean;
}

interface FolderRow {
  readonly dataset: string;
  readonly frames: number;
  readonly has: readonly string[];
}

/** Gathers what was read and written, and makes `docs/formats.md` of it. */
export class FormatsDocument {
  private readonly cells = new Map<string, Map<string, Cell>>();
  private readonly folders = new Map<string, FolderRow>();
  private readonly readBack = new Map<string, readonly string[]>();

  /** A scene that was opened; `isWritten`: from a file that we wrote. */
  add({ cloud, truth }: Scene, isWritten = false): void {
    const { format } = cloud;
    for (const { name, values } of cloud.attributes) {
      const title = COLUMNS.find(([, names]) => names.test(name))![0];
      this.mark(format, title, isWritten, values.constructor.name);
    }
    if (truth?.semantic) this.mark(format, 'classes', isWritten);
    if (truth?.instance) this.mark(format, 'instances', isWritten);
    if (truth && truth.boxes.length > 0) this.mark(format, 'boxes', isWritten);
    this.row(format);
  }

  addFolder(folder: string, { dataset, frame, truth, worldFromFrame }: Scene): void {
    const has = [
      ...(truth?.semantic ? ['classes'] : []),
      ...(truth?.instance ? ['instances'] : []),
      ...(truth && truth.boxes.length > 0 ? ['boxes'] : []),
      ...(worldFromFrame ? ['pose'] : []),
    ];
    this.folders.set(folder, { dataset, frames: frame.count, has });
  }

  /** Writes every target that holds points, and reads it again. */
  async addTargets(): Promise<void> {
    for (const target of EXPORT_TARGETS.filter(({ holds }) => holds.points === 'file')) {
      const files = await exportScene(subject(target.labelSet ?? 'outdoor11'), target.name);
      const scene = await (await openScenes(files.map(({ name, bytes }) => fromBytes(name, bytes)))).load(0);
      this.add(scene, true);
      const { truth, cloud } = scene;
      this.readBack.set(target.name, [
        ...cloud.attributes.map(({ name }) => name),
        ...(truth?.semantic ? ['classes'] : []),
        ...(truth?.instance ? ['instances'] : []),
        ...(truth && truth.boxes.length > 0 ? ['boxes'] : []),
      ]);
    }
  }

  get formats(): string[] {
    return [...this.cells.keys()].sort();
  }

  text(): string {
    return [
      '# Formats and data sets',
      '',
      'What is read, kept and written. These tables are made by `src/datasets/all-files.test.ts` of what it opens: every file of the',
      'shared data, small made files of the kinds that it lacks, and every export target, written and read back.',
      'The test fails when they differ; `UPDATE_DOCS=1 npx vitest run --project unit src/datasets/all-files.test.ts` writes them.',
      '',
      '## Attributes',
      '',
      '*r* is read, *w* written and read back; the types are those that the files had, and labels from files beside the cloud have none.',
      '*–* was in no file. That what is read back is the same is for `src/datasets/export/round-trip.test.ts`.',
      'Coordinates are kept in double precision by every format: one origin is subtracted in float64.',
      'gzip and ZIP around any of them are opened; a ZIP is the folder that it holds. Text in UTF-16 is decoded, where its mark says so.',
      'Of files over 50 MB there is a first picture before the end, from all over the file where its rows can be found without reading',
      'what is before them.',
      '',
      ...table(
        ['format', ...COLUMNS.map(([title]) => title)],
        this.formats.map((format) => [`\`${format}\``, ...COLUMNS.map(([title]) => this.cell(format, title))]),
      ),
      '',
      '## What is not read',
      '',
      ...table(
        ['format', 'limits'],
        this.formats.map((format) => [`\`${format}\``, NOT_READ[format] ?? '']),
      ),
      '',
      '## Data sets',
      '',
      'Folders of the shared data, what they were recognised as, and what is attached to their first frames; of what the shared data has',
      'no frame of, made ones, and their last frames.',
      '',
      ...table(
        ['folder', 'data set', 'frames', 'with'],
        [...this.folders].map(([folder, { dataset, frames, has }]) => [
          `\`${folder}\``,
          dataset,
          String(frames),
          has.length > 0 ? has.join(', ') : '–',
        ]),
      ),
      '',
      '## Export',
      '',
      '*yes* is in the target’s own files, *beside* in the `.frame.json` beside them, *–* is lost, which is said before writing.',
      '',
      ...table(
        [
          'target',
          'points',
          'doubles',
          'colour',
          'intensity',
          'other attributes',
          'classes',
          'instances',
          'boxes',
          'read back here',
        ],
        EXPORT_TARGETS.map((target) => this.targetRow(target)),
      ),
      '',
      'COCO-like JSON is read back as the truth of the cloud that it lies beside.',
      'LAZ is read and not written: laz-perf 0.0.7 has a decoder alone (`LASZip` and `ChunkDecoder` with `open` and `getPoint`), and',
      'no other encoder is kept. LAS 1.4 holds the same.',
      '',
      '## Damaged files',
      '',
      'Readers are fed with mutated files: cut after each byte of their heads, bits turned, counts made huge, lists nested, archives that lie.',
      'Each has to give a cloud or a typed error, within 2 s of the processor and no more than 256 MiB at once. 3,000 of them are in the tests',
      '(`src/formats/fuzz`); `node scripts/fuzz.mjs --count 100000 --seed 3` feeds more of them. Its last run: 100,000 inputs, 0 failures.',
      '',
    ].join('\n');
  }

  private targetRow({ name, title, holds }: ExportTarget): string[] {
    const words = { file: 'yes', beside: 'beside', no: '–' } as const;
    const held = (
      ['points', 'doubles', 'colour', 'intensity', 'attributes', 'classes', 'instances', 'boxes'] as const
    ).map((key) => words[holds[key]]);
    return [title, ...held, this.readBack.get(name)?.join(', ') ?? 'labels alone'];
  }

  private cell(format: string, title: string): string {
    const cell = this.cells.get(format)?.get(title);
    if (!cell) return '–';
    const types = [...cell.types].sort().join(', ');
    return `${cell.isWritten ? 'r w' : 'r'}${types ? ` ${types}` : ''}`;
  }

  private mark(format: string, title: string, isWritten: boolean, arrayType?: string): void {
    const row = this.row(format);
    const cell = row.get(title) ?? { types: new Set<string>(), isWritten: false };
    if (arrayType) cell.types.add(arrayType.replace('Array', '').toLowerCase());
    cell.isWritten ||= isWritten;
    row.set(title, cell);
  }

  private row(format: string): Map<string, Cell> {
    const row = this.cells.get(format) ?? new Map<string, Cell>();
    this.cells.set(format, row);
    return row;
  }
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** A small cloud with an attribute of every kind, classes, two objects and a box. */
function subject(labels: 'outdoor11' | 'scannet20'): ExportSubject {
  const count = 48;
  const each = <T>(make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
  const one = (name: string, values: ExportSubject['cloud']['attributes'][number]['values']) => ({
    name,
    components: values.length / count,
    values,
  });
  // Every outdoor target has vehicles.
  const thing = labelSet(labels).classes.findIndex((entry) =>
    labels === 'outdoor11' ? entry.name === 'vehicle' : entry.thing,
  );
  const className = labelSet(labels).classes[thing]!.name;
  return {
    cloud: {
      name: 'made',
      format: 'made',
      count,
      origin: [0, 0, 0],
      positions: Float32Array.from(each((i) => [i * 1.25, (i % 7) - 3.5, (i % 5) * 0.3]).flat()),
      attributes: [
        one('rgb', Uint8Array.from(each((i) => [i, 2 * i, 255 - i]).flat())),
        one('intensity', Float32Array.from(each((i) => i / 64))),
        one('normal', Float32Array.from(each(() => [0, 0, 1]).flat())),
        one('return', Uint8Array.from(each((i) => 1 + (i % 2)))),
        one('timestamp', Float64Array.from(each((i) => 1e9 + i / 8))),
        one('ring', Uint8Array.from(each((i) => i % 32))),
        one('height', Float32Array.from(each((i) => i / 10))),
      ],
    },
    dataset: 'file',
    frame: { index: 0, count: 1 },
    frameNotes: [],
    labels: {
      kind: 'annotated',
      labelSet: labels,
      semantic: Int16Array.from(each((i) => (i < 16 ? thing : 0))),
      instance: Uint32Array.from(each((i) => (i < 8 ? 1 : i < 16 ? 2 : 0))),
      instances: [1, 2].map((id) => ({ id, className, points: 8 })),
      boxes: [{ className, center: [10, 0, 1], size: [4, 2, 1.5], yaw: 0.5 }],
    },
  };
}
