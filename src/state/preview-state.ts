/** What can already be drawn of a large file that is being read. Its points are the registry's `preview`. */
export interface Preview {
  readonly points: number;
  /** Grows with each preview: the next one of a file has more of it. */
  readonly number: number;
  /** Which load it belongs to. */
  readonly load: number;
  /** Revision of the scene that it is drawn instead of; once there is another scene, it is over. */
  readonly over: number;
}

export interface PreviewState {
  readonly preview?: Preview | undefined;
}

/** The preview that is on screen now. */
export function shownPreview({ preview, revision }: PreviewState & { readonly revision: number }): Preview | undefined {
  return preview?.over === revision ? preview : undefined;
}
