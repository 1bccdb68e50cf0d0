import styles from './NoTruth.module.css';

/** What to drop so that there is something to judge by. */
const WITH_TRUTH: readonly (readonly [name: string, files: string])[] = [
  ['nuScenes', 'the .pcd.bin with its lidarseg .bin'],
  ['SemanticKITTI', 'the velodyne .bin with its .label'],
  ['ScanNet', 'the _vh_clean_2.ply with its .labels.ply, or the scene’s folder'],
  ['KITTI', 'velodyne, label_2 and calib files of one frame'],
  ['Waymo', 'a .tfrecord: its boxes, and its segmentation where it has one'],
  ['A plain file', 'one with a label column whose numbers are known, such as an export from here'],
];

export function NoTruth({ hasScene }: { readonly hasScene: boolean }) {
  return (
    <div className={styles['empty']}>
      <h3>{hasScene ? 'This scene comes without ground truth' : 'Nothing to judge yet'}</h3>
      <p>Drop a cloud together with its labels, and every number here fills itself in. For example:</p>
      <dl>
        {WITH_TRUTH.map(([name, files]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{files}</dd>
          </div>
        ))}
      </dl>
      <p>Two models can be compared without truth: see Compare.</p>
    </div>
  );
}
