import { LimitError } from '../../core/index.ts';

/** Free of charge, whatever the file's size: half a second's work. */
const BASE_BYTES = 192 * 2 ** 20;
/** Tables of scans unpack to a few times their size, columns of one repeated value to hundreds. */
const PER_BYTE = 100;
/** Largest buffer that one page may unpack to. Writers make pages of a megabyte; some make one of a whole row group. */
const MAX_PAGE_BYTES = 128 * 2 ** 20;

/**
 * What reading a file may cost, in bytes written: run lengths, dictionaries and compressed pages all make much of little, so each says
 * what it is about to write before it does.
 */
export class WorkBudget {
  private readonly file: string;
  private readonly available: number;
  private spent = 0;

  constructor(file: string, fileBytes: number) {
    this.file = file;
    this.available = BASE_BYTES + PER_BYTE * fileBytes;
  }

  /** @throws LimitError LIMIT_MEMORY when a page, or all of them together, grow as no table of points does */
  spend(bytes: number): void {
    this.spent += bytes;
    if (bytes <= MAX_PAGE_BYTES && this.spent <= this.available) return;
    const isPage = bytes > MAX_PAGE_BYTES;
    const [needed, available] = isPage ? [bytes, MAX_PAGE_BYTES] : [this.spent, this.available];
    const what = isPage ? `has a page of ${bytes} bytes` : `unpacks to more than ${available} bytes`;
    const message = `"${this.file}" was not read: it ${what}, as no table of points does. Write smaller row groups, or another format.`;
    throw new LimitError('LIMIT_MEMORY', message, { limit: 'unpacked bytes', needed, available, file: this.file });
  }
}
