/** Compressed points that cannot be what an encoder wrote. The reader of the file turns it into an error that names the chunk. */
export class DamagedChunk extends Error {}
