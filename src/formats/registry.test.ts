import { describe, expect, it } from 'vitest';
import { FormatError } from '../core/index.ts';
import { readKittiCalib, readKittiLabels, readLidarseg, readSemanticKittiLabels } from './index.ts';
import { readCloud } from './registry.ts';
import { readScannetGroups, readScannetSegments } from './scannet/json.ts';
import { readAxisAlignment, readScannetCategories } from './scannet/text.ts';
import { memorySource, sharedBytes, sharedSource } from './shared-data.fixture.ts';
import { sniff } from './sniff.ts';

describe('sniff', () => {
  it.each([
    ['ply/bunny.ply', 'ply'],
    ['ply/pdal_simple_text.ply', 'ply'],
    ['twins_ripple/ripple.txt', 'text'],
    ['twins_ripple/ripple.pts', 'text'],
    ['twins_ripple/ripple.ptx', 'ptx'],
    ['xyz/pdal_utm17_2.txt', 'text'],
    ['robust/pcd_missingheader.pcd', 'text'],
    ['off/comments.off', 'off'],
    ['drc/bunny.drc', 'draco'],
    ['bench/lidar_sweep_198k.npy', 'npy'],
    ['las/simple.las', 'las'],
    ['las/simple.laz', 'laz'],
    ['las/ellipsoid.copc.laz', 'copc'],
    ['e57/A4.e57', 'e57'],
    ['kitti/training/velodyne/000000.bin', 'float32-bin'],
    ['nuscenes/lidarseg/frame00__LIDAR_TOP.pcd.bin', 'float32-bin'],
    ['scannet/mmdet3d/scene0000_00.bin', 'float32-bin'],
    ['waymo/semisynthetic/sf_2frames.tfrecord', 'waymo-tfrecord'],
    ['kitti/training/label_2/000000.txt', 'kitti-label'],
    ['kitti/pointpillars_val/000134_gt.txt', 'kitti-label'],
    ['kitti/training/calib/000000.txt', 'kitti-calib'],
    ['kitti/pointpillars_val/000134_calib.txt', 'kitti-calib'],
    ['mmdet3d_tiny/semantickitti/sequences/00/labels/000000.label', 'semantickitti-label'],
    ['nuscenes/lidarseg/frame00_lidarseg.bin', 'nuscenes-lidarseg'],
    ['scannet/scene0000_00/scene0000_00.aggregation.json', 'scannet-aggregation'],
    ['scannet/scene0000_00/scene0000_00_vh_clean_2.0.010000.segs.json', 'scannet-segs'],
    ['scannet/scene0000_00/scene0000_00.txt', 'scannet-meta'],
    ['scannet/scene0000_00/scannet-labels.combined.tsv', 'scannet-tsv'],
    ['scannet/scannetv2-labels.combined.tsv', 'scannet-tsv'],
  ])('%s is %s, whatever its name', async (file, format) => {
    expect(await sniff(sharedSource(file))).toMatchObject({ format });
    const carriesItsMark = !/label$|lidarseg/.test(format);
    if (carriesItsMark || format === 'kitti-label') {
      expect(await sniff(memorySource('renamed.dat', sharedBytes(file)))).toMatchObject({ format });
    }
  });
});

describe('readCloud', () => {
  it.each([
    [
      'waymo/v2_parquet/vehicle_pose_10023947602400723454_1120_000_1140_000.parquet',
      /waymo-v2-component.*together with its cloud/,
    ],
    ['av2/adcf7d18-0510-35b0-a2fa-b4cea13a6d76/annotations.feather', /together with its cloud/],
    ['kitti/mmdet3d/000008.pkl', /pickle/],
    ['xyz/pdal_text.txt', /text file/],
    ['kitti/training/label_2/000000.txt', /together with its cloud/],
    ['nuscenes/lidarseg/frame24_pred16.bin', /not recognised/],
  ])('%s: says what it is and what to do', async (file, message) => {
    const reading = readCloud(sharedSource(file));
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ code: 'FORMAT_UNKNOWN' });
  });

  it.each<[string, Uint8Array, string, RegExp]>([
    [
      'a.png',
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13),
      'FORMAT_UNKNOWN',
      /this is a PNG picture\. /,
    ],
    ['a.jpg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16), 'FORMAT_UNKNOWN', /JPEG/],
    [
      'a.csv',
      Uint8Array.from([0xff, 0xfe, ...Array.from('x;y;z\r\n1;2;3', (c) => [c.charCodeAt(0), 0]).flat()]),
      'FORMAT_UNKNOWN',
      /UTF-16/,
    ],
    ['a.pdf', new TextEncoder().encode('%PDF-1.7\n'), 'FORMAT_UNKNOWN', /PDF/],
    ['a.rar', new TextEncoder().encode('Rar!\x1a\x07\0'), 'FORMAT_UNKNOWN', /RAR archive\. Unpack it first/],
    ['a.bz2', new TextEncoder().encode('BZh91AY&SY'), 'FORMAT_UNKNOWN', /bzip2 archive\. Unpack it first/],
    ['a.bag', new TextEncoder().encode('#ROSBAG V2.0\n'), 'FORMAT_UNKNOWN', /ROS bag\. Export its point clouds as PCD/],
    ['a.stl', new TextEncoder().encode('solid a\n facet normal 0 0 1\n'), 'FORMAT_UNKNOWN', /STL model/],
    ['a.las', new TextEncoder().encode('<!DOCTYPE html><html>'), 'FORMAT_UNKNOWN', /web page\. The download may have/],
    [
      'a.pcd',
      new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'),
      'FORMAT_UNKNOWN',
      /git lfs pull/,
    ],
    ['a.zip', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0), 'FORMAT_UNKNOWN', /Unpack/],
    ['none.ply', new Uint8Array(0), 'FORMAT_EMPTY', /empty \(0 bytes\)/],
    ['one.bin', Uint8Array.of(7), 'FORMAT_UNKNOWN', /not recognised/],
    ['zeros.bin', Uint8Array.from({ length: 64 }, (_, i) => (i * 89 + 3) & 255), 'FORMAT_UNKNOWN', /not recognised/],
  ])('%s: a typed error with the file name', async (name, bytes, code, message) => {
    const reading = readCloud(memorySource(name, bytes));
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ code, context: { file: name } });
  });
});

describe('label and calibration files', () => {
  it('reads KITTI labels and calibration as stored', async () => {
    const [pedestrian] = await readKittiLabels(sharedSource('kitti/training/label_2/000000.txt'));
    expect(pedestrian).toMatchObject({ type: 'Pedestrian', heightM: 1.89, widthM: 0.48, lengthM: 1.2 });
    const calib = await readKittiCalib(sharedSource('kitti/training/calib/000000.txt'));
    expect(calib.rectification[0]).toBeCloseTo(0.9999128, 6);
    expect(calib.cameraFromVelodyne).toHaveLength(12);
    await expect(readKittiLabels(memorySource('l.txt', 'Car 1 2 3'))).rejects.toMatchObject({ context: { line: 1 } });
    await expect(readKittiCalib(memorySource('c.txt', 'P0: 1 2'))).rejects.toMatchObject({ code: 'FORMAT_FIELD' });
  });

  it('splits SemanticKITTI labels into class and instance', async () => {
    const made = memorySource('a.label', new Uint8Array(Uint32Array.of((7 << 16) | 252, 40).buffer));
    expect(await readSemanticKittiLabels(made)).toEqual({
      semantic: Uint16Array.of(252, 40),
      instance: Uint16Array.of(7, 0),
    });
    await expect(readSemanticKittiLabels(memorySource('a.label', 'abcde'))).rejects.toBeInstanceOf(FormatError);
  });

  it('refuses lidarseg classes beyond 31', async () => {
    await expect(readLidarseg(memorySource('a_lidarseg.bin', Uint8Array.of(1, 31, 32)))).rejects.toMatchObject({
      context: { byteOffset: 2 },
    });
  });

  it('reads the ScanNet parts', async () => {
    const segments = await readScannetSegments(
      sharedSource('scannet/scene0000_00/scene0000_00_vh_clean_2.0.010000.segs.json'),
    );
    expect(segments).toHaveLength(81369);
    expect(new Set(segments).size).toBe(668);
    expect(await readScannetGroups(sharedSource('scannet/scene0000_00/scene0000_00.aggregation.json'))).toHaveLength(
      55,
    );
    expect(await readAxisAlignment(sharedSource('scannet/scene0000_00/scene0000_00.txt'))).toBeUndefined();
    const aligned = memorySource(
      's.txt',
      `axisAlignment = ${[1, 0, 0, 2, 0, 1, 0, 3, 0, 0, 1, 4, 0, 0, 0, 1].join(' ')} \r\n`,
    );
    expect((await readAxisAlignment(aligned))?.[3]).toBe(2);
    const v1 = await readScannetCategories(sharedSource('scannet/scene0000_00/scannet-labels.combined.tsv'));
    const v2 = await readScannetCategories(sharedSource('scannet/scannetv2-labels.combined.tsv'));
    expect([v1.version, v1.nyu40ByRawId.get(16), v1.nyu40ByText.get('couch')]).toEqual([1, 9, 6]);
    expect([v2.version, v2.nyu40ByText.get('wall'), v2.nyu40ByText.has('trashcan')]).toEqual([2, 1, false]);
  });

  it('gives a FormatError for JSON cut anywhere', async () => {
    const bytes = sharedBytes('scannet/scene0000_00/scene0000_00.aggregation.json');
    for (let end = 1; end < bytes.length - 2; end += 211) {
      await expect(readScannetGroups(memorySource('cut.json', bytes.subarray(0, end)))).rejects.toBeInstanceOf(
        FormatError,
      );
    }
    await expect(readScannetSegments(memorySource('s.json', '{"segIndices":[1,-2]}'))).rejects.toMatchObject({
      code: 'FORMAT_FIELD',
    });
  });
});
