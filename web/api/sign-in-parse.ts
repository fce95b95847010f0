import { isRecord, textOf } from './json-values.ts';
import type { InBoth } from '../texts/language.tsx';

/** Who is signed in by a cookie. */
export interface SignedIn {
  readonly login: string;
  readonly name: string;
  /** The first password has to be changed before anything else. */
  readonly mustChange: boolean;
  /** A person of the demonstration, who has no password. */
  readonly isDemo: boolean;
}

/** How one may sign in here. */
export interface SignInWays {
  readonly signedIn: SignedIn | undefined;
  /** By the organisation's identity provider. */
  readonly provider: boolean;
  /** Persons of the demonstration, for a browser on the platform's own machine. */
  readonly demo: readonly { readonly id: string; readonly name: string }[];
}

/** Why signing in, or a new password, was refused. */
export interface SignInRefusal {
  readonly messages: InBoth<string>;
}

const plainText = (value: unknown): string => textOf(value) ?? '';

/** Reads what `GET /session` answers. */
export function parseWays(body: unknown): SignInWays {
  const { signedIn, provider, demo } = isRecord(body) ? body : {};
  return {
    signedIn: isRecord(signedIn)
      ? {
          login: plainText(signedIn.login),
          name: plainText(signedIn.name),
          mustChange: signedIn.mustChange === true,
          isDemo: signedIn.demo === true,
        }
      : undefined,
    provider: provider === true,
    demo: (Array.isArray(demo) ? demo : []).filter(isRecord).map(({ id, name }) => ({ id: plainText(id), name: plainText(name) })),
  };
}

/** Reads why something was refused: the fields' own words where there are any. */
export function parseRefusal(body: unknown): SignInRefusal {
  const { messages, fields } = isRecord(body) ? body : {};
  const first: unknown = Array.isArray(fields) ? fields[0] : undefined;
  const said = isRecord(first) && isRecord(first.messages) ? first.messages : messages;
  const { zh, en } = isRecord(said) ? said : {};
  return { messages: { zh: plainText(zh), en: plainText(en) } };
}
