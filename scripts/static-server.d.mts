export interface StaticServer {
  /** `http://localhost:<port>/` */
  readonly url: string;
  readonly port: number;
  /** Stops it at once, open connections included. */
  close(): Promise<void>;
}
/** Serves a folder with the right MIME types, byte ranges and cross-origin isolation. `port` 0 (the default) takes any free one. */
export function serveFolder(options: { root: string; port?: number; searchPorts?: number }): Promise<StaticServer>;
