import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { save } from '../../parts/sheet-file.ts';
import type { Language } from '../../texts/language.tsx';

/** What becomes of a file that was sent: nothing was refused, or why; no words: it was not reached. */
export type Sent = { readonly ok: true } | { readonly ok: false; readonly message: string };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** What a refusal of the file route says; a file that was read and refused is told by its import. */
function messageOf(body: unknown, language: Language): string {
  if (!isRecord(body)) return '';
  const { messages, message } = body;
  const said = isRecord(messages) ? messages[language] : message;
  return typeof said === 'string' ? said : typeof message === 'string' ? message : '';
}

/** JSON lines by the name of the file; anything else is read as CSV, and its encoding found out. */
const typeOf = (name: string): string => (/\.(?:jsonl|ndjson)$/i.test(name) ? 'application/x-ndjson' : 'text/csv');

/** Who sends a file, and in which language answers are wanted. */
interface Sender {
  readonly key: string | undefined;
  readonly language: Language;
}

async function put(path: string, file: File, { key, language }: Sender): Promise<Response> {
  return await fetch(path, {
    method: 'PUT',
    credentials: 'same-origin',
    headers: {
      'content-type': typeOf(file.name),
      'accept-language': language,
      'x-dip-client': 'console',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
    body: file,
  });
}

/** Sends a file to where its import waits for it. */
export async function sendFile(path: string, file: File, sender: Sender): Promise<Sent> {
  try {
    const response = await put(path, file, sender);
    // 422: the file was read and refused; its import says why.
    if (response.ok || response.status === 422) return { ok: true };
    return { ok: false, message: messageOf(await response.json().catch(() => undefined), sender.language) };
  } catch {
    return { ok: false, message: '' };
  }
}

/** The name of a file whose rows a spreadsheet opens. */
const sheetName = (name: string): string => (typeOf(name) === 'text/csv' ? `${name.replace(/\.[^.]*$/, '')}.csv` : name);

/** The file of an import, and what the rows are called that were rejected of it. */
interface RowsWanted {
  readonly file: File;
  readonly name: (file: string) => string;
}

/** Sends the file of an import once more, and saves the rows of it that were rejected, with the reasons before them. */
export async function saveRejectedRows(path: string, { file, name }: RowsWanted, sender: Sender): Promise<Sent> {
  try {
    const response = await put(`${path}?answer=rejected`, file, sender);
    if (!response.ok) return { ok: false, message: messageOf(await response.json().catch(() => undefined), sender.language) };
    save(await response.blob(), name(sheetName(file.name)));
    return { ok: true };
  } catch {
    return { ok: false, message: '' };
  }
}

const sentKey = (id: string): QueryKey => ['sent-file', id];

/** Keeps a file that was sent for as long as somebody is signed in here: the platform keeps none, and the rows to mend come out of it. */
export function keepSent(client: QueryClient, id: string, file: File): void {
  client.setQueryDefaults(sentKey(id), { gcTime: Infinity });
  client.setQueryData(sentKey(id), file);
}

/** The file that was sent here for an import. */
export function sentFile(client: QueryClient, id: string): File | undefined {
  return client.getQueryData<File>(sentKey(id));
}
