import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { damaged, tooMuch, WORKBOOK_LIMITS, WorkbookError } from './workbook-error.js';

const ZIP = [0x50, 0x4b];
/** Compound files: .xls, and workbooks with a password. */
const COMPOUND = [0xd0, 0xcf, 0x11, 0xe0];

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean => magic.every((byte, i) => bytes[i] === byte);

/** The parts of a workbook file by name, inflated as they are read and never beyond the limits, whatever sizes the file declares. */
export class WorkbookParts {
  #inflated = 0;
  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** Throws `WorkbookError`. */
  static async open(bytes: Uint8Array): Promise<WorkbookParts> {
    if (bytes.byteLength > WORKBOOK_LIMITS.file)
      throw tooMuch('WORKBOOK_TOO_LARGE', { zh: '文件字节数', en: 'Bytes of the file' }, WORKBOOK_LIMITS.file);
    if (startsWith(bytes, COMPOUND)) throw oldOrEncrypted();
    if (!startsWith(bytes, ZIP)) throw notAWorkbook();
    try {
      const zip = await yauzl.fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), { lazyEntries: true });
      return new WorkbookParts(zip, await entriesOf(zip));
    } catch (error) {
      throw error instanceof WorkbookError ? error : damaged('zip');
    }
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** A part in pieces. Throws `WorkbookError`: it isn't there, is damaged, or has more bytes than it may. */
  async *read(name: string): AsyncGenerator<Uint8Array> {
    const entry = this.entries.get(name);
    if (entry === undefined) throw damaged(name);
    let size = 0;
    let sum = 0;
    try {
      for await (const piece of await this.zip.openReadStreamPromise(entry)) {
        if (!(piece instanceof Uint8Array)) continue;
        size += piece.byteLength;
        this.#count(name, size, piece.byteLength);
        sum = crc32(piece, sum);
        yield piece;
      }
    } catch (error) {
      throw error instanceof WorkbookError ? error : damaged(name);
    }
    if (sum !== entry.crc32) throw damaged(name);
  }

  #count(name: string, size: number, added: number): void {
    this.#inflated += added;
    if (size > WORKBOOK_LIMITS.part)
      throw tooMuch('PART_TOO_LARGE', { zh: `部件 ${name} 解压后的字节数`, en: `Inflated bytes of ${name}` }, WORKBOOK_LIMITS.part);
    if (this.#inflated > WORKBOOK_LIMITS.inflated)
      throw tooMuch('WORKBOOK_TOO_LARGE', { zh: '解压后的总字节数', en: 'Inflated bytes in all' }, WORKBOOK_LIMITS.inflated);
  }
}

async function entriesOf(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  if (zip.entryCount > WORKBOOK_LIMITS.parts) throw tooMuch('WORKBOOK_TOO_LARGE', { zh: '部件数', en: 'Parts' }, WORKBOOK_LIMITS.parts);
  for await (const entry of zip.eachEntry()) {
    if (entry.isEncrypted()) throw oldOrEncrypted();
    if (entries.has(entry.fileName)) throw damaged(`${entry.fileName} ×2`);
    entries.set(entry.fileName, entry);
  }
  return entries;
}

/** The file is something else. */
export function notAWorkbook(): WorkbookError {
  return new WorkbookError('NOT_A_WORKBOOK', {
    zh: '文件不是 .xlsx 工作簿。请在 Excel 或 WPS 中打开后另存为 .xlsx 再导入。',
    en: 'The file is no .xlsx workbook. Open it in a spreadsheet program, save it as .xlsx, and import that.',
  });
}

function oldOrEncrypted(): WorkbookError {
  return new WorkbookError('OLD_OR_ENCRYPTED', {
    zh: '文件是旧式 .xls，或加了密码。请在 Excel 或 WPS 中打开，去掉密码，另存为 .xlsx 再导入。',
    en: 'The file is an old .xls, or has a password. Open it in a spreadsheet program, remove the password, save it as .xlsx, and import that.',
  });
}
