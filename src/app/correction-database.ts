import type { CorrectionStore, KeptRecord } from '../state/index.ts';

const DATABASE = 'voxelens-corrections';
const TABLE = 'scenes';

/** Corrections in the browser's own database, a row a cloud. Where the browser keeps nothing, nothing is kept and nothing fails. */
export function correctionDatabase(factory: () => IDBFactory = () => indexedDB): CorrectionStore {
  let opened: Promise<IDBDatabase | undefined> | undefined;
  const open = (): Promise<IDBDatabase | undefined> => {
    opened ??= new Promise((resolve) => {
      try {
        const request = factory().open(DATABASE, 1);
        request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve(undefined);
      } catch {
        resolve(undefined);
      }
    });
    return opened;
  };
  return {
    load: async (fingerprint) => {
      const database = await open();
      if (!database) return undefined;
      const request = database.transaction(TABLE, 'readonly').objectStore(TABLE).get(fingerprint);
      return answer<KeptRecord | undefined>(request);
    },
    save: async (fingerprint, record) => {
      const database = await open();
      if (!database) return;
      const table = database.transaction(TABLE, 'readwrite').objectStore(TABLE);
      await answer(record.objects.length === 0 ? table.delete(fingerprint) : table.put(record, fingerprint));
    },
  };
}

function answer<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(request.error);
  });
}
