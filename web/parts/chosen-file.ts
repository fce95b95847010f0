import { base64Of } from './bytes.ts';

/** A file as it is sent: a workbook as its bytes, anything else as text. */
export interface ChosenFile {
  readonly name: string;
  readonly documentText: string | null;
  readonly workbookBase64: string | null;
}

/** Text as Excel saves it in China: UTF-8, or GB 18030 where it is not that. */
function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** Reads a file that somebody chose. */
export async function readChosen(file: File): Promise<ChosenFile> {
  const bytes = await file.arrayBuffer();
  const isWorkbook = /\.xlsx$/i.test(file.name);
  return { name: file.name, documentText: isWorkbook ? null : textOf(bytes), workbookBase64: isWorkbook ? base64Of(bytes) : null };
}
