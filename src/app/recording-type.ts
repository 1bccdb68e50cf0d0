/** In the order of preference; the last one is all that some browsers write. */
const TYPES = [
  { type: 'video/webm;codecs=vp9', extension: 'webm' },
  { type: 'video/webm;codecs=vp8', extension: 'webm' },
  { type: 'video/webm', extension: 'webm' },
  { type: 'video/mp4', extension: 'mp4' },
] as const;

export type RecordingType = (typeof TYPES)[number];

/** What this browser can record, if anything. */
export function recordingType(): RecordingType | undefined {
  if (typeof MediaRecorder === 'undefined' || !('captureStream' in HTMLCanvasElement.prototype)) return undefined;
  return TYPES.find(({ type }) => MediaRecorder.isTypeSupported(type));
}
