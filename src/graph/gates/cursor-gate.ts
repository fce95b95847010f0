import { decodeCursorChunk, PothosValidationError } from '@pothos/core';
import {
  getNamedType,
  isObjectType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { badInput } from '../base/bad-input.js';
import type { GraphContext } from '../base/context.js';
import { getDatamodel } from '../../generated/pothos.js';
import { Prisma } from '../../generated/prisma/client.js';
import { brokenText, shownText } from '../../engine/kit/text.js';
import { isUuid } from '../../engine/kit/uuid.js';

/** A column of a cursor: its name, and its type in the data model. */
interface Column {
  readonly name: string;
  readonly type: string;
}

/** A cursor that this list did not give out: of another list, cut, or made up. */
function badCursor(cursor: string): Error {
  const shown = shownText(cursor, 60);
  return badInput({
    zh: `“${shown}”不是本列表给出的游标。请把同一列表 pageInfo 的 endCursor（或 startCursor）原样传回，或不带游标从头取。`,
    en: `"${shown}" is not a cursor of this list. Pass back the endCursor (or startCursor) of the same list, or start without a cursor.`,
  });
}

function badPaging(detail: string): Error {
  return badInput({
    zh: `分页参数有误：first 与 after 同用，last 与 before 同用（${detail}）。`,
    en: `The page is not stated well: use first with after, or last with before (${detail}).`,
  });
}

function fieldType(type: GraphQLOutputType | undefined, name: string): GraphQLObjectType | undefined {
  const named = type === undefined ? undefined : getNamedType(type);
  const own = isObjectType(named) ? named.getFields()[name]?.type : undefined;
  const inner = own === undefined ? undefined : getNamedType(own);
  return isObjectType(inner) ? inner : undefined;
}

/** The keys by which a model's rows can be found, each of which may be a cursor of a list that Prisma pages; none for other lists, and for those that read their cursors themselves. */
function keysOf(field: GraphQLField<unknown, GraphContext>): readonly (readonly Column[])[] {
  if (field.extensions.pagesItself === true) return [];
  const wanted: unknown = fieldType(fieldType(field.type, 'edges'), 'node')?.extensions.pothosPrismaModel;
  const model = Object.entries(getDatamodel().datamodel.models).find(([name]) => name === wanted)?.[1];
  if (model === undefined) return [];
  const columns: readonly Column[] = model.fields;
  const composite = [model.primaryKey, ...model.uniqueIndexes].flatMap((key) => (key === null ? [] : [key.fields]));
  const single = model.fields.filter(({ isId, isUnique }) => isId || isUnique).map(({ name }) => [name]);
  return [...composite, ...single].map((names) => names.flatMap((name) => columns.filter((column) => column.name === name)));
}

const LARGEST_INT = 2_147_483_647;
const LARGEST_BIG_INT = 9_223_372_036_854_775_807n;

/** Whether the database takes a value for a column. */
function fits({ name, type }: Column, value: unknown): boolean {
  switch (type) {
    case 'String':
      return typeof value === 'string' && (!/(?:^id|Id)$/.test(name) || isUuid(value));
    case 'Int':
      return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= LARGEST_INT;
    case 'BigInt':
      return typeof value === 'bigint' && value <= LARGEST_BIG_INT && value >= -LARGEST_BIG_INT;
    case 'DateTime':
      return value instanceof Date && !Number.isNaN(value.getTime());
    default:
      return false;
  }
}

function valuesOf(text: string, columns: readonly Column[]): readonly unknown[] | undefined {
  if (!text.startsWith('GPC:')) return undefined;
  try {
    const value: unknown = decodeCursorChunk(text.slice('GPC:'.length));
    if (columns.length === 1) return [value];
    return Array.isArray(value) && value.length === columns.length ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What a list is of: its cursors name the same region, run and so on. The last column of a cursor is the row's own. */
function isOfList(columns: readonly Column[], values: readonly unknown[], owner: ReadonlyMap<string, unknown>): boolean {
  return columns.slice(0, -1).every(({ name }, index) => {
    const wanted = owner.get(name);
    return wanted === undefined || wanted === values[index];
  });
}

function ownerOf(type: GraphQLObjectType, parent: unknown, args: object): ReadonlyMap<string, unknown> {
  const own = typeof parent === 'object' && parent !== null ? Object.entries(parent) : [];
  const region: readonly (readonly [string, unknown])[] =
    type.name === 'Region' ? own.filter(([name]) => name === 'code').map(([, code]) => ['regionCode', code]) : own;
  return new Map<string, unknown>([...region, ...Object.entries(args)]);
}

const OFFSET = /^OffsetConnection:(.*)$/s;

/** Refuses a cursor before anything is read: what the database refuses would end the request's one transaction for every other field. */
function checkCursor(cursor: string, keys: readonly (readonly Column[])[], owner: ReadonlyMap<string, unknown>): void {
  const text = Buffer.from(cursor, 'base64').toString('utf8');
  if (brokenText(text) !== undefined) throw badCursor(cursor);
  if (keys.length === 0) {
    const offset = OFFSET.exec(text)?.[1];
    if (offset !== undefined && !/^\d{1,9}$/.test(offset)) throw badCursor(cursor);
    return;
  }
  const isGood = keys.some((columns) => {
    const values = valuesOf(text, columns) ?? [];
    return columns.length === values.length && columns.every((column, i) => fits(column, values[i])) && isOfList(columns, values, owner);
  });
  if (!isGood) throw badCursor(cursor);
}

/** A list that is counted by place has nothing after its end: such a cursor is none of its own. */
function checkPlace(cursor: string, page: unknown): void {
  const place = OFFSET.exec(Buffer.from(cursor, 'base64').toString('utf8'))?.[1];
  if (place === undefined || typeof page !== 'object' || page === null || !('totalCount' in page)) return;
  if (typeof page.totalCount === 'number' && Number(place) >= page.totalCount) throw badCursor(cursor);
}

type Resolver = GraphQLFieldResolver<unknown, GraphContext, { readonly after?: string | null; readonly before?: string | null }>;

function gated(type: GraphQLObjectType, resolve: Resolver, keys: readonly (readonly Column[])[]): Resolver {
  return async (parent, args, context, info): Promise<unknown> => {
    const cursors = [args.after, args.before].filter((cursor) => cursor !== null && cursor !== undefined);
    for (const cursor of cursors) checkCursor(cursor, keys, ownerOf(type, parent, args));
    try {
      const page: unknown = await resolve(parent, args, context, info);
      for (const cursor of cursors) checkPlace(cursor, page);
      return page;
    } catch (error) {
      const isPrisma = error instanceof Prisma.PrismaClientValidationError && cursors.length > 0;
      if (!(error instanceof PothosValidationError) && !isPrisma) throw error;
      throw cursors[0] !== undefined && (isPrisma || error.message.includes('cursor')) ? badCursor(cursors[0]) : badPaging(error.message);
    }
  };
}

/** Puts every list's cursors behind the gate: malformed, of another list, out of range is BAD_USER_INPUT, in both languages. */
export function gateCursors(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values<GraphQLField<unknown, GraphContext>>(type.getFields())) {
      const names = new Set(field.args.map(({ name }) => name));
      if (names.has('after') && names.has('before') && field.resolve !== undefined) {
        field.resolve = gated(type, field.resolve as Resolver, keysOf(field));
      }
    }
  }
  return schema;
}
