import { type ByteSource, FormatError, type StageOptions, throwIfCancelled } from '../../core/index.ts';

export const LF = 10;
const CR = 13;
/** Large enough to hide the latency of a read, small enough to be cancelled within a moment. */
const CHUNK_BYTES = 4 << 20;
/** Rows of a cloud are some hundred bytes; a file without line breaks is no text table. */
const MAX_LINE_BYTES = 1 << 20;

/**
 * A window over a text file that always holds whole lines, each ended by a line feed: who scans it needs no bounds checks.
 * `bytes[pos, end)` is unread. Chunks are copied into one buffer, so nothing of the file stays in memory.
 */
export class LineWindow {
  bytes: Uint8Array = new Uint8Array(0);
  pos = 0;
  end = 0;
  /** 1-based number of the line at `pos`. */
  line = 1;
  private readonly source: ByteSource;
  private readonly format: string;
  private readonly options: StageOptions;
  private readonly endsWithCr: boolean;
  private nextByte: number;
  private filled = 0;

  /** @param endsWithCr lines end in a lone carriage return (old Mac exports) */
  constructor(
    source: ByteSource,
    format: string,
    options: StageOptions,
    start: { readonly byteOffset: number; readonly line: number; readonly endsWithCr?: boolean },
  ) {
    this.source = source;
    this.format = format;
    this.options = options;
    this.nextByte = start.byteOffset;
    this.line = start.line;
    this.endsWithCr = start.endsWithCr ?? false;
  }

  /** Bytes of the file that lines were given for; the whole file when the last line was read. */
  get bytesRead(): number {
    return this.nextByte - (this.filled - this.pos);
  }

  /**
   * Call when `pos` reached `end`: reads on. False at the end of the file.
   * @throws FormatError FORMAT_FIELD when a line does not end, SourceError, CancelledError
   */
  async more(): Promise<boolean> {
    throwIfCancelled(this.options.signal, 'reading');
    let rest = this.filled - this.end;
    this.bytes.copyWithin(0, this.end, this.filled);
    this.pos = 0;
    for (;;) {
      const chunk = await this.source.read(this.nextByte, this.nextByte + CHUNK_BYTES);
      if (chunk.length === 0) return this.finish(rest);
      this.nextByte += chunk.length;
      this.reserve(rest + chunk.length + 1, rest);
      this.bytes.set(chunk, rest);
      const filled = rest + chunk.length;
      this.source.release?.(chunk);
      if (this.endsWithCr) replaceCr(this.bytes, rest, filled);
      rest = filled;
      this.options.onProgress?.({ stage: 'reading', done: this.nextByte, total: this.source.size });
      const lastBreak = this.bytes.lastIndexOf(LF, rest - 1);
      if (lastBreak >= 0 && lastBreak < rest) {
        this.filled = rest;
        this.end = lastBreak + 1;
        return true;
      }
      if (rest > MAX_LINE_BYTES) throw this.endless();
    }
  }

  /** The line at `pos` without its break, which is passed. Latin-1: what is looked for in lines is ASCII. */
  takeLine(): string {
    const end = this.bytes.indexOf(LF, this.pos);
    const line = this.peekLine(end);
    this.pos = end + 1;
    this.line++;
    return line;
  }

  /** The line at `pos` without its break. */
  peekLine(end: number = this.bytes.indexOf(LF, this.pos)): string {
    const last = this.bytes[end - 1] === CR && end > this.pos ? end - 1 : end;
    let text = '';
    for (let at = this.pos; at < last; at += 4096) {
      text += String.fromCharCode(...this.bytes.subarray(at, Math.min(last, at + 4096)));
    }
    return text;
  }

  /** The last line may lack its line feed: it gets one. */
  private finish(rest: number): boolean {
    this.reserve(rest + 1, rest);
    if (rest > 0) this.bytes[rest++] = LF;
    this.filled = rest;
    this.end = rest;
    return rest > 0;
  }

  private reserve(bytes: number, keep: number): void {
    if (this.bytes.length >= bytes) return;
    const grown = new Uint8Array(bytes);
    grown.set(this.bytes.subarray(0, keep));
    this.bytes = grown;
  }

  private endless(): FormatError {
    const message = `"${this.source.name}", line ${this.line}: the line does not end within ${MAX_LINE_BYTES} bytes. Export the file again as text, one point a line.`;
    return new FormatError('FORMAT_FIELD', message, {
      file: this.source.name,
      format: this.format,
      field: 'line',
      line: this.line,
    });
  }
}

function replaceCr(bytes: Uint8Array, start: number, end: number): void {
  for (let at = bytes.indexOf(CR, start); at >= 0 && at < end; at = bytes.indexOf(CR, at + 1)) bytes[at] = LF;
}
