import { writeZip } from '../formats/index.ts';
import type { ModelManifest } from '../nn/index.ts';
import type { ExportedFile } from './engine.ts';
import type { OwnModelFiles } from './own-models.ts';

/** Files of a model that was made here. */
export interface MadeModel {
  readonly manifest: ModelManifest;
  readonly weights: Uint8Array<ArrayBuffer>;
}

/** As the person's models are kept. */
export async function filesToKeep({ manifest, weights }: MadeModel): Promise<OwnModelFiles> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', weights));
  const weightsSha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { manifest, weights, weightsSha256 };
}

/** One file that the page takes when it is dropped, named after the model's title. */
export function packModel({ manifest, weights }: MadeModel): ExportedFile {
  const text = new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
  const stem = manifest.title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'taught';
  return {
    name: `${stem}.model.zip`,
    bytes: writeZip([
      { name: 'model.json', bytes: text },
      { name: 'weights.safetensors', bytes: weights },
    ]),
  };
}
