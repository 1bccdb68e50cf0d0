/** Something that is recognised but holds no points that we read. */
export interface KnownFile {
  /** With its article: "a PNG picture". */
  readonly name: string;
  /** A sentence: what to do instead. */
  readonly advice: string;
}

const PICTURE =
  'Drop a point cloud instead: PLY, PCD, LAS, text (XYZ, CSV, PTS), NPY, a float32 .bin, or a Waymo .tfrecord.';
const TO_PLY = 'This format is not read yet: convert it to PLY.';
const TO_NPY = 'Save its points as NPY or PLY.';
const TO_PCD = 'Export its point clouds as PCD.';
const UNPACK = 'Unpack it first, then drop what is inside.';

/** First bytes (latin-1) → what it is. */
const MAGIC: readonly (readonly [string, string, string])[] = [
  ['\x89PNG', 'a PNG picture', PICTURE],
  ['\xff\xd8\xff', 'a JPEG picture', PICTURE],
  ['GIF8', 'a GIF picture', PICTURE],
  ['%PDF', 'a PDF document', PICTURE],
  ['FEA1', 'a Feather file of the first version', 'Write it again as Feather v2 (Arrow IPC).'],
  ['glTF', 'a glTF model', TO_PLY],
  ['\x1f\x8b', 'a gzip archive', UNPACK],
  ['7z\xbc\xaf', 'a 7-Zip archive', UNPACK],
  ['Rar!\x1a\x07', 'a RAR archive', UNPACK],
  ['\xfd7zXZ\0', 'an xz archive', UNPACK],
  ['\x28\xb5\x2f\xfd', 'a Zstandard archive', UNPACK],
  ['\x89HDF\r\n\x1a\n', 'an HDF5 file', TO_NPY],
  ['MATLAB 5.0 MAT-file', 'a MATLAB file', TO_NPY],
  ['#ROSBAG', 'a ROS bag', TO_PCD],
  ['SQLite format 3\0', 'an SQLite database, as ROS 2 bags are', TO_PCD],
  ['\x89MCAP0\r\n', 'an MCAP log', TO_PCD],
  ['Kaydara FBX', 'an FBX model', TO_PLY],
  ['AC10', 'a DWG drawing', TO_PLY],
  ['version https://git-lfs', 'a Git LFS pointer, not the file', 'Fetch the file itself with “git lfs pull”.'],
  ['\x80\x02', 'a Python pickle', 'Pickles can run code and are never opened: save the points as NPY.'],
  ['\x80\x03', 'a Python pickle', 'Pickles can run code and are never opened: save the points as NPY.'],
  ['\x80\x04', 'a Python pickle', 'Pickles can run code and are never opened: save the points as NPY.'],
];

/** Text without the mark that would say so: `unpackArchives` decodes what has one. */
const UTF16 = /^(?:\xff\xfe|\xfe\xff)?(?:(?:[\t\n\r -~]\0){12}|(?:\0[\t\n\r -~]){12})/;

/** Files that other programs know, so that the message can say what was dropped. */
export function recogniseKnown(text: string): KnownFile | undefined {
  for (const [magic, name, advice] of MAGIC) if (text.startsWith(magic)) return { name, advice };
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return { name: 'a WebP picture', advice: PICTURE };
  if (text.slice(4, 8) === 'ftyp') return { name: 'a video', advice: PICTURE };
  if (UTF16.test(text)) return { name: 'text in UTF-16', advice: 'Save it as UTF-8 (or ANSI) and drop it again.' };
  if (/^OFF BINARY/.test(text)) return { name: 'a binary OFF model', advice: 'Save it as OFF of text, or as PLY.' };
  if (/^ncols\s+\d+\s+nrows\s+\d+/i.test(text))
    return { name: 'an ESRI grid of heights', advice: 'Export it as points: XYZ, one x y z a line.' };
  if (/^BZh[1-9]1AY&SY/.test(text)) return { name: 'a bzip2 archive', advice: UNPACK };
  if (/^solid\b[^\n]*\s+facet\s/.test(text)) return { name: 'an STL model', advice: TO_PLY };
  if (/^\s*<(!doctype html|html)\b/i.test(text)) {
    return {
      name: 'a web page',
      advice: 'The download may have failed: open its link in a browser, and save the file.',
    };
  }
  if (text.slice(257, 262) === 'ustar') return { name: 'a TAR archive', advice: UNPACK };
  return undefined;
}
