import type { Refusal } from './failure.tsx';

interface Stated {
  readonly code: string;
  readonly messages: { readonly zh: string; readonly en: string | null };
  readonly fields?: readonly { readonly message: string }[];
}

/** A refusal as it is shown, with what it says of each field, which the server says in the language that is asked for. */
export function refusalOf({ code, messages: { zh, en }, fields = [] }: Stated): Refusal {
  const more = fields.map(({ message }) => message).filter((message) => !zh.includes(message) && !(en ?? '').includes(message));
  return { code, messages: { zh: [zh, ...more].join(' '), en: [en ?? zh, ...more].join(' ') } };
}
