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

/** Sends a file to where its import waits for it. */
export async function sendFile(path: string, file: File, key: string | undefined, language: Language): Promise<Sent> {
  try {
    const response = await fetch(path, {
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
    // 422: the file was read and refused; its import says why.
    if (response.ok || response.status === 422) return { ok: true };
    return { ok: false, message: messageOf(await response.json().catch(() => undefined), language) };
  } catch {
    return { ok: false, message: '' };
  }
}
