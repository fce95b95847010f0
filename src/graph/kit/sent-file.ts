import { invalidField, ValidationError } from '../../app/base/errors.js';

/** Most bytes of a file that is sent within a request; larger ones are imported from a file by a command. */
const MOST_BYTES = 1_536 * 1024;

/** What a file is, the input field that it came in, and the command that takes a larger one. */
export interface SentFile {
  readonly field: string;
  readonly zh: string;
  readonly en: string;
  readonly command: string;
}

/** A table that is sent as text or as a workbook. */
export interface SentTable {
  readonly documentText?: string | null | undefined;
  readonly workbookBase64?: string | null | undefined;
}

/** The bytes of a table that was sent as one of the two. Throws VALIDATION_FAILED. */
export function sentTable({ documentText, workbookBase64 }: SentTable, file: Omit<SentFile, 'field'>): Uint8Array {
  if (typeof documentText === 'string' && !workbookBase64) return sentBytes(Buffer.from(documentText), { ...file, field: 'documentText' });
  if (typeof documentText !== 'string' && workbookBase64) return sentBase64(workbookBase64, { ...file, field: 'workbookBase64' });
  throw invalidField(['documentText'], 'ONE_OF', {
    zh: '请给出 documentText 或 workbookBase64 之一，且只给一个。',
    en: 'State either documentText or workbookBase64.',
  });
}

/** What Base64 is written with; line breaks may stand in it. */
const BASE64 = /^[A-Za-z0-9+/=\s]+$/;

/** The bytes of a file that was sent as Base64. Throws VALIDATION_FAILED: it is none (NOT_BASE64), or too many bytes. */
export function sentBase64(text: string, file: SentFile): Uint8Array {
  if (BASE64.test(text)) return sentBytes(Buffer.from(text, 'base64'), file);
  throw invalidField([file.field], 'NOT_BASE64', {
    zh: '内容不是 Base64。请把文件的字节按 Base64 编码后发送。',
    en: 'This is not Base64. Send the bytes of the file in Base64.',
  });
}

/** The bytes of a file that was sent. Throws VALIDATION_FAILED (LIMIT_EXCEEDED) where there are too many. */
export function sentBytes(bytes: Uint8Array, { field, zh, en, command }: SentFile): Uint8Array {
  if (bytes.length <= MOST_BYTES) return bytes;
  const messages = {
    zh: `${zh}有 ${bytes.length} 字节，多于 ${MOST_BYTES}。请用命令 ${command} 导入文件。`,
    en: `The ${en} has ${bytes.length} bytes, more than ${MOST_BYTES}. Import the file with ${command}.`,
  };
  throw new ValidationError([{ path: [field], code: 'TOO_LONG', messages }], messages, 'LIMIT_EXCEEDED');
}
