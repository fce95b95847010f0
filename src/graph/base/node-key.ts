import type { GraphQLError } from 'graphql';
import { badInput } from './bad-input.js';
import { brokenText, shownText } from '../../engine/kit/text.js';
import { isUuid } from '../../engine/kit/uuid.js';

/** An id that is none of ours. Ids are opaque: clients pass back what they were given. */
export function badGlobalId(globalId: string): GraphQLError {
  const shown = shownText(globalId, 60);
  return badInput({
    zh: `打不开“${shown}”：它不是本平台给出的标识，多半是链接不完整或被改动了。请回到列表重新打开；接口调用方请把标识原样传回，或改用地区代码与编码。`,
    en: `"${shown}" can't be opened: it is not an id that this platform gave out; most likely a link is not whole. Open it from its list again; callers of the API pass ids back as they are, or use natural keys.`,
  });
}

/** Parts of a key as one text: the raw id inside a global id. */
export function joinKey(...parts: readonly (string | number)[]): string {
  return parts.map((part) => encodeURIComponent(part)).join('/');
}

interface KeyParts {
  readonly 2: [string, string];
  readonly 3: [string, string, string];
  readonly 4: [string, string, string, string];
}

/** The parts of a raw id; refuses one with another number of parts. */
export function splitKey<N extends keyof KeyParts>(id: string, count: N): KeyParts[N] {
  const parts = id.split('/').map(decodePart);
  if (parts.length !== count || parts.some((part) => part === undefined || part === '' || brokenText(part) !== undefined))
    throw badGlobalId(id);
  return parts as KeyParts[N];
}

function decodePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** The raw id of a row that is known by region and uuid. */
export function uuidKey(id: string): { readonly regionCode: string; readonly id: string } {
  const [regionCode, uuid] = splitKey(id, 2);
  return { regionCode, id: uuidPart(uuid) };
}

/** The uuid of a row that is named by its global id, or by the uuid itself, as commands print it. */
export function uuidOf(typename: string, id: string): string {
  if (isUuid(id.toLowerCase())) return id.toLowerCase();
  const [type, key] = splitGlobalId(id);
  if (type !== typename) throw badGlobalId(id);
  return uuidKey(key).id;
}

/** The type and the raw id of a global id. */
export function splitGlobalId(text: string): readonly [typename: string, id: string] {
  const [, typename, id] = /^([A-Z][A-Za-z]*):(.+)$/s.exec(Buffer.from(text, 'base64').toString('utf8')) ?? [];
  if (typename === undefined || id === undefined || brokenText(id) !== undefined) throw badGlobalId(text);
  return [typename, id];
}

/** A uuid inside a raw id: the database refuses anything else by an error of its own. */
export function uuidPart(part: string): string {
  if (!isUuid(part)) throw badGlobalId(part);
  return part;
}

/** A whole number inside a raw id. */
export function wholePart(part: string): number {
  if (!/^\d{1,9}$/.test(part)) throw badGlobalId(part);
  return Number(part);
}

/** The global id of a row of a type. */
export function globalId(typename: string, id: string): string {
  return Buffer.from(`${typename}:${id}`).toString('base64');
}
