import type { ByteSource, Scene } from '../core/index.ts';
import {
  type KittiOxts,
  readCalibEntries,
  readCloudAs,
  readKittiOxts,
  readKittiPoses,
  readRawTransform,
} from '../formats/index.ts';
import { semanticKittiLoader } from './driving.ts';
import { type CloudFile, type FileSet, nearest, once } from './file-set.ts';
import { type RawTracks, rawTracks } from './kitti-tracklets.ts';
import { findPart, sharedFolders } from './match-files.ts';
import { fromRows, invertRigid, type Matrix4, multiply } from './rigid.ts';
import type { FrameLoader, FramePlan, LoadOptions, ScenePlan } from './scene-set.ts';

type PoseOf = (options: LoadOptions) => Promise<Matrix4 | undefined>;

const SEQUENCE = /(^|\/)sequences\/(\d+)\/velodyne\/\d+\.bin$/i;
/** The folder of one sequence alone: what lies beside the sweeps has to say that it is one. */
const LONE_SEQUENCE = /(^|\/)(\d\d)\/velodyne\/\d+\.bin$/i;
const RAW = /(^|\/)velodyne_points\/data\/\d+\.bin$/i;

/** KITTI odometry and SemanticKITTI: `sequences/NN/{velodyne,labels,calib.txt,poses.txt}`, `poses/NN.txt`. */
export function planOdometry(files: FileSet): ScenePlan | undefined {
  const beside = [...files.parts('kitti-poses'), ...files.parts('times'), ...files.parts('semantickitti-label')];
  const isSequence = ({ path }: ByteSource) =>
    SEQUENCE.test(path) || (LONE_SEQUENCE.test(path) && beside.some((part) => ofSequence(part.path, path)));
  const clouds = files.clouds.filter(({ source }) => isSequence(source));
  if (clouds.length === 0) return undefined;
  const used = new Set<ByteSource>();
  const labels = files.parts('semantickitti-label');
  let isLabelled = false;
  const dataset = () => (isLabelled ? 'semantickitti' : 'kitti-odometry');
  const poseLists = new Map<ByteSource, () => Promise<number[][]>>();
  const frames = clouds.map(({ source, format }): FramePlan => {
    const sequence = (SEQUENCE.exec(source.path) ?? LONE_SEQUENCE.exec(source.path))![2]!;
    const own = files
      .parts('kitti-poses')
      .filter(({ path, name }) => name === `${sequence}.txt` || ofSequence(path, source.path));
    // SemanticKITTI's own poses are closed in loops, and better than the benchmark's.
    const poses = own.find(({ name }) => name === 'poses.txt') ?? own[0];
    const calib = nearest(source, files.parts('kitti-calib'));
    const label = findPart(
      source,
      labels.filter(({ path }) => ofSequence(path, source.path)),
      clouds.length === 1,
    );
    isLabelled ||= label !== undefined;
    for (const file of [source, poses, calib, label]) if (file) used.add(file);
    if (poses && !poseLists.has(poses))
      poseLists.set(
        poses,
        once(() => readKittiPoses(poses)),
      );
    const points = semanticKittiLoader({ cloud: source, format, labels: label });
    const load: FrameLoader = async (options) => ({ ...(await points(options)), dataset: dataset() });
    const pose = poses && calib ? odometryPose(source, poses, calib, poseLists.get(poses)!) : undefined;
    return { name: source.name, load: withPose(load, pose) };
  });
  for (const file of files.parts('times')) used.add(file);
  return { dataset: dataset(), frames, clouds: clouds.map(({ source }) => source), used };
}

function ofSequence(path: string, cloud: string): boolean {
  // Folders up to and with the sequence's number.
  return sharedFolders(path, cloud) >= cloud.split('/').length - 2;
}

function odometryPose(
  cloud: ByteSource,
  poses: ByteSource,
  calib: ByteSource,
  list: () => Promise<number[][]>,
): PoseOf {
  return async ({ diagnostics }) => {
    const index = Number.parseInt(cloud.name, 10);
    const pose = (await list())[index];
    const camera = (await readCalibEntries(calib)).get('Tr');
    if (!pose || camera?.length !== 12) {
      const why = pose ? `"${calib.name}" has no Tr` : `"${poses.name}" has no line ${index + 1}`;
      diagnostics.warn('KITTI_NO_POSE', `The place of this frame in the sequence is not known: ${why}`);
      return undefined;
    }
    // The poses are the left camera's: to and from it through Tr.
    const cameraFromVelodyne = fromRows(camera);
    return multiply(invertRigid(cameraFromVelodyne), multiply(fromRows(pose), cameraFromVelodyne));
  };
}

/** KITTI raw drives: `velodyne_points/data/*.bin`, `oxts/data/*.txt`, `tracklet_labels.xml`, and the day's calibration. */
export function planKittiRaw(files: FileSet): ScenePlan | undefined {
  const clouds = files.clouds.filter(({ source }) => RAW.test(source.path));
  if (clouds.length === 0) return undefined;
  const used = new Set<ByteSource>();
  const states = files.parts('kitti-oxts');
  const imu = files.parts('kitti-raw-calib').filter(({ name }) => /imu_to_velo/i.test(name));
  const origins = new Map<string, () => Promise<KittiOxts>>();
  const tracks = new Map<ByteSource, RawTracks>();
  const tracksOf = (path: string): RawTracks | undefined => {
    const source = files.parts('kitti-tracklets').find((one) => one.path.startsWith(driveOf(path)));
    if (!source) return undefined;
    const known = tracks.get(source) ?? rawTracks(source, files);
    tracks.set(source, known);
    used.add(source);
    return known;
  };
  const frames = clouds.map((cloud): FramePlan => {
    const ofDrive = states.filter(({ path }) => driveOf(path) === driveOf(cloud.source.path));
    const state = findPart(cloud.source, ofDrive, clouds.length === 1);
    const calib = nearest(cloud.source, imu);
    for (const file of [cloud.source, state, calib]) if (file) used.add(file);
    const first = ofDrive[0];
    const drive = driveOf(cloud.source.path);
    if (first && !origins.has(drive))
      origins.set(
        drive,
        once(() => readKittiOxts(first)),
      );
    const pose = state && calib ? rawPose(state, calib, origins.get(drive)!) : undefined;
    return { name: cloud.source.name, load: withPose(rawLoader(cloud, tracksOf(cloud.source.path)), pose) };
  });
  for (const file of [...files.parts('times'), ...files.parts('kitti-raw-calib')]) used.add(file);
  return { dataset: 'kitti-raw', frames, clouds: clouds.map(({ source }) => source), used };
}

/** Folder of the drive: what comes before `velodyne_points/` or `oxts/`. */
function driveOf(path: string): string {
  return path.replace(/(velodyne_points|oxts)\/data\/[^/]+$/i, '');
}

function rawLoader({ source, format }: CloudFile, tracks: RawTracks | undefined): FrameLoader {
  return async (options) => {
    const { cloud } = await readCloudAs(format, source, { ...options, binLayout: 'xyz-intensity' });
    const truth = await tracks?.(Number.parseInt(source.name, 10), cloud, options.diagnostics);
    return { cloud, dataset: 'kitti-raw', domain: 'outdoor', ...(truth ? { truth } : {}) };
  };
}

function rawPose(state: ByteSource, calib: ByteSource, origin: () => Promise<KittiOxts>): PoseOf {
  return async () => {
    const [first, here, transform] = await Promise.all([origin(), readKittiOxts(state), readRawTransform(calib)]);
    return multiply(worldFromImu(here, first), invertRigid(fromRows(transform)));
  };
}

const EARTH_RADIUS_M = 6_378_137;

/** Mercator scaled at the drive's first latitude; x east, y north, z up, relative to the first position. Source: KITTI's own kit. */
function worldFromImu(here: KittiOxts, first: KittiOxts): Matrix4 {
  const scale = Math.cos((first.latitudeDeg * Math.PI) / 180);
  const place = ({ latitudeDeg, longitudeDeg, altitudeM }: KittiOxts) => [
    scale * EARTH_RADIUS_M * ((longitudeDeg * Math.PI) / 180),
    scale * EARTH_RADIUS_M * Math.log(Math.tan(((90 + latitudeDeg) * Math.PI) / 360)),
    altitudeM,
  ];
  const [from, to] = [place(first), place(here)];
  const [cr, sr] = [Math.cos(here.rollRad), Math.sin(here.rollRad)];
  const [cp, sp] = [Math.cos(here.pitchRad), Math.sin(here.pitchRad)];
  const [cy, sy] = [Math.cos(here.yawRad), Math.sin(here.yawRad)];
  // Rz(yaw)·Ry(pitch)·Rx(roll).
  return [
    ...[cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr, to[0]! - from[0]!],
    ...[sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr, to[1]! - from[1]!],
    ...[-sp, cp * sr, cp * cr, to[2]! - from[2]!],
    ...[0, 0, 0, 1],
  ];
}

function withPose(load: FrameLoader, poseOf: PoseOf | undefined): FrameLoader {
  return async (options) => {
    const scene: Omit<Scene, 'frame' | 'diagnostics'> = await load(options);
    const worldFromFrame = await poseOf?.(options);
    return worldFromFrame ? { ...scene, worldFromFrame } : scene;
  };
}
