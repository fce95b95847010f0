import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from './file-errors.js';
import { badGlobalId } from '../base/node-key.js';
import { EXPORT_FORMATS, type ExportFormat } from '../../app/sheets/table-text.js';
import { isRealDate } from '../../engine/kit/calendar.js';
import { brokenText, shownText } from '../../engine/kit/text.js';
import type { FileEncoding } from '../../app/sheets/text-decoding.js';

/** The type and raw id of the global id at the end of a path such as `/imports/{id}`. Throws BAD_USER_INPUT. */
export function idOfPath(url: URL, prefix: string): { readonly typename: string; readonly id: string } {
  const text = decoded(url.pathname.slice(prefix.length));
  const [, typename, id] = /^([A-Z][A-Za-z]*):(.+)$/s.exec(Buffer.from(text, 'base64').toString('utf8')) ?? [];
  if (typename === undefined || id === undefined || brokenText(id) !== undefined) throw badGlobalId(text);
  return { typename, id };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const FORMAT_OF_TYPE: Readonly<Record<string, ExportFormat>> = {
  'text/csv': 'CSV',
  'application/csv': 'CSV',
  'application/jsonl': 'JSONL',
  'application/jsonlines': 'JSONL',
  'application/x-jsonlines': 'JSONL',
  'application/ndjson': 'JSONL',
  'application/x-ndjson': 'JSONL',
};

const ENCODING_OF_CHARSET: Readonly<Record<string, FileEncoding>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  gb18030: 'gb18030',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
};

/** How an uploaded file is to be read, by its headers. Without a charset its encoding is found out. Throws 415. */
export function uploadFormat({ headers }: IncomingMessage): { readonly format: 'CSV' | 'JSONL'; readonly encoding?: FileEncoding } {
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding !== 'identity') {
    throw unsupported(
      `不支持 Content-Encoding: ${shownText(coding)}，请上传未压缩的文件。`,
      `Content-Encoding ${shownText(coding)} is not supported: send the file as it is.`,
    );
  }
  const [type = '', ...parameters] = (headers['content-type'] ?? '').split(';').map((part) => part.trim().toLowerCase());
  const format = FORMAT_OF_TYPE[type];
  if (format === undefined) {
    const zh = `请以 Content-Type 写明格式：text/csv 或 application/x-ndjson（每行一个 JSON），现为“${shownText(type)}”。`;
    throw unsupported(zh, `State the format as Content-Type: text/csv, or application/x-ndjson (JSON lines); it is "${shownText(type)}".`);
  }
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  if (charset === undefined || charset === 'utf-16') return { format }; // UTF-16 has a byte order mark
  const encoding = ENCODING_OF_CHARSET[charset];
  if (encoding === undefined)
    throw unsupported(
      `不支持字符集 ${shownText(charset)}，请用 UTF-8 或 GB18030。`,
      `Charset ${shownText(charset)} is not supported: use UTF-8 or GB18030.`,
    );
  return { format, encoding };
}

function unsupported(zh: string, en: string): HttpRefusal {
  return new HttpRefusal(415, 'UNSUPPORTED_MEDIA_TYPE', { zh, en });
}

/** The format that is asked for: `?format=`, else the Accept header, else CSV. Throws 400. */
export function wantedFormat({ headers }: IncomingMessage, url: URL): ExportFormat {
  const asked = url.searchParams.get('format')?.toUpperCase();
  if (asked === undefined) return FORMAT_OF_TYPE[(headers.accept ?? '').split(/[,;]/)[0]?.trim().toLowerCase() ?? ''] ?? 'CSV';
  const format = EXPORT_FORMATS.find((candidate) => candidate === asked);
  if (format !== undefined) return format;
  throw new HttpRefusal(400, 'BAD_USER_INPUT', { zh: 'format 应为 csv 或 jsonl。', en: 'format must be csv or jsonl.' });
}

/** One of a list of words as a parameter of the address. Throws 400, naming them. */
export function wordParameter<T extends string>(url: URL, name: string, words: readonly T[]): T | undefined {
  const text = url.searchParams.get(name);
  if (text === null) return undefined;
  const found = words.find((word) => word.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  const list = words.join('、');
  throw new HttpRefusal(400, 'BAD_USER_INPUT', {
    zh: `参数 ${name} 应为 ${list} 之一。`,
    en: `${name} must be one of ${words.join(', ')}.`,
  });
}

/** Yes or no as a parameter of the address: `true` or `false`. Throws 400. */
export function flagParameter(url: URL, name: string): boolean | undefined {
  const word = wordParameter(url, name, ['true', 'false']);
  return word === undefined ? undefined : word === 'true';
}

/** A day as a parameter of the address: `YYYY-MM-DD`. Throws 400. */
export function dateParameter(url: URL, name: string): string | undefined {
  const text = url.searchParams.get(name) ?? undefined;
  if (text === undefined || isRealDate(text)) return text;
  throw new HttpRefusal(400, 'BAD_USER_INPUT', { zh: `参数 ${name} 应为 YYYY-MM-DD。`, en: `${name} must be a date YYYY-MM-DD.` });
}
