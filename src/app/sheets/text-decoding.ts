import { isAscii } from 'node:buffer';
import { unreadable, type FileError } from '../base/file-problems.js';

/** Encodings in which files may come. */
export type FileEncoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

/** How many bytes from the first that is not ASCII on are looked at before an encoding is believed. */
const WINDOW = 64 * 1024;

/**
 * Turns bytes into text, strictly: a byte order mark is believed (UTF-8, UTF-16); without one the file is UTF-8 or else GB18030,
 * whichever reads without a fault. Bytes that both can read, and that are no Chinese in UTF-8, are refused rather than guessed.
 * `told` hears at the end what was taken. Throws `FileError` for what can't be read.
 */
export async function* decodeText(
  source: AsyncIterable<Uint8Array>,
  encoding?: FileEncoding,
  told: (taken: FileEncoding) => void = () => undefined,
): AsyncGenerator<string> {
  const decoder = new StrictDecoder(encoding);
  for await (const bytes of source) {
    const text = decoder.push(bytes);
    if (text !== '') yield text;
  }
  const rest = decoder.end();
  told(decoder.taken);
  if (rest !== '') yield rest;
}

class StrictDecoder {
  private decoder: TextDecoder | undefined;
  /** What the bytes were taken for; bytes that are all ASCII are UTF-8. */
  taken: FileEncoding = 'utf-8';
  private pending = new Uint8Array(0);
  private atStart = true;
  /** Lines that were passed through before the first byte that is not ASCII. */
  private lines = 1;

  constructor(encoding: FileEncoding | undefined) {
    if (encoding === undefined) return;
    this.decoder = strict(encoding);
    this.taken = encoding;
  }

  push(bytes: Uint8Array): string {
    if (this.decoder) return this.decode(bytes, { stream: true });
    this.pending = concat(this.pending, bytes);
    return this.pending.length < LONGEST_MARK ? '' : this.advance(WINDOW);
  }

  end(): string {
    const text = this.decoder ? '' : this.advance(0);
    return this.decoder ? text + this.decode(new Uint8Array(0), { stream: false }) : text;
  }

  /** Passes ASCII through; decides once enough (`needed` bytes) of what is not ASCII has been seen. */
  private advance(needed: number): string {
    if (this.atStart) {
      const marked = markedEncoding(this.pending);
      if (marked) return this.begin(marked);
    }
    this.atStart = false;
    const plain = isAscii(this.pending) && !this.pending.includes(0);
    const first = plain ? -1 : this.pending.findIndex((byte) => byte >= 0x80 || byte === 0);
    if (first >= 0 && this.pending.length - first < needed) return '';
    if (first >= 0) return this.begin(this.guess(first));
    const text = strict('utf-8').decode(this.pending);
    this.lines += newlines(text);
    this.pending = new Uint8Array(0);
    return text;
  }

  private begin(encoding: FileEncoding): string {
    this.decoder = strict(encoding);
    this.taken = encoding;
    const pending = this.pending;
    this.pending = new Uint8Array(0);
    return this.decode(pending, { stream: true });
  }

  private guess(first: number): FileEncoding {
    const window = this.pending.subarray(first);
    if (window.includes(0)) {
      throw zeroBytes();
    }
    const utf8 = attempt('utf-8', window);
    const gb = attempt('gb18030', window);
    const readsAsGb = gb !== undefined && !/[\u0080-\u009f\ue000-\uf8ff\ufffd]/.test(gb);
    if (utf8 === undefined) {
      if (readsAsGb) return 'gb18030';
      throw unreadable(
        'ENCODING_UNKNOWN',
        `第 ${this.lineOf(first)} 行起的字节既不是 UTF-8 也不是 GB18030。请另存为 UTF-8 后重传。`,
        `From line ${this.lineOf(first)} on the bytes are neither UTF-8 nor GB18030. Save the file as UTF-8 and send it again.`,
      );
    }
    if (readsAsGb && !/[\u0800-\u{10ffff}]/u.test(utf8)) this.refuseAmbiguous(first, { utf8, gb });
    return 'utf-8';
  }

  private refuseAmbiguous(first: number, { utf8, gb }: { readonly utf8: string; readonly gb: string }): never {
    const bytes = [...this.pending.subarray(first, first + 2)].map((byte) => byte.toString(16).toUpperCase()).join(' ');
    const [asUtf8, asGb] = [[...utf8][0] ?? '', [...gb][0] ?? ''];
    throw unreadable(
      'ENCODING_AMBIGUOUS',
      `第 ${this.lineOf(first)} 行的字节 ${bytes} 按 UTF-8 是“${asUtf8}”，按 GB18030 是“${asGb}”，无法断定。编码只能用半角字符；若确有中文，请另存为带 BOM 的 UTF-8，或写明编码。`,
      `The bytes ${bytes} in line ${this.lineOf(first)} are "${asUtf8}" in UTF-8 and "${asGb}" in GB18030: nobody can tell. Codes are ASCII; if the file has Chinese, save it as UTF-8 with a byte order mark, or state its encoding.`,
    );
  }

  private lineOf(first: number): number {
    return this.lines + this.pending.subarray(0, first).filter((byte) => byte === 0x0a).length;
  }

  private decode(bytes: Uint8Array, options: { readonly stream: boolean }): string {
    const decoder = this.decoder ?? strict('utf-8');
    try {
      return decoder.decode(bytes, options);
    } catch {
      throw unreadable(
        'ENCODING_BROKEN',
        `文件里有不合 ${decoder.encoding} 的字节：可能混用了编码，或文件在一个字的中间被截断。请重新导出。`,
        `The file has bytes that are not ${decoder.encoding}: encodings were mixed, or it was cut in the middle of a character. Export it again.`,
      );
    }
  }
}

/** A file with U+0000 in it: no text that anybody wrote. */
export function zeroBytes(): FileError {
  return unreadable(
    'ENCODING_UNKNOWN',
    '文件含有空字节：它可能是 Excel 工作簿（.xlsx）、没有字节顺序标记的 UTF-16，或不是文本文件。请另存为 CSV UTF-8。',
    'The file has zero bytes: it may be an Excel workbook (.xlsx), UTF-16 without a byte order mark, or no text at all. Save it as CSV UTF-8.',
  );
}

const LONGEST_MARK = 3;

function markedEncoding(bytes: Uint8Array): FileEncoding | undefined {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

function strict(encoding: FileEncoding): TextDecoder {
  return new TextDecoder(encoding, { fatal: true });
}

/** The text, the last character perhaps cut off; `undefined` when the bytes are not of this encoding. */
function attempt(encoding: FileEncoding, bytes: Uint8Array): string | undefined {
  try {
    return strict(encoding).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
