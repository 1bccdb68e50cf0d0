export { fromBytes } from './from-bytes.ts';
export { type DropOptions, fromDrop, fromFileList } from './from-drop.ts';
export { fromFile } from './from-file.ts';
export { type Fetch, fromUrl } from './from-url.ts';
