// Fails when the migrations do not lead to prisma/schema.prisma: applies them to an embedded database in memory and lets Prisma's schema
// engine compare. Prints the SQL that is missing: a start for the next migration.
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum, type SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import type pg from 'pg';
import { diff, loadSchemaEngine, schemaFiles } from './schema-engine.js';
import { openTestDatabase } from '../tests/support/database.js';

/** PostgreSQL's one-letter "char", which the adapter refuses and the engine wants as a character. */
const CHAR = 18;
const TEXT = 25;

interface Answer {
  readonly fields?: { dataTypeID: number }[];
}

/** An adapter over the pool that reads "char" columns. Its queries come one after another. */
async function adapterOver(pool: pg.Pool): Promise<SqlDriverAdapter> {
  let chars: number[] = [];
  const query = pool.query.bind(pool) as (...input: unknown[]) => Promise<Answer>;
  const reading = async (...input: unknown[]): Promise<Answer> => {
    const result = await query(...input);
    chars = (result.fields ?? []).flatMap((field, index) => (field.dataTypeID === CHAR ? [index] : []));
    for (const field of result.fields ?? []) if (field.dataTypeID === CHAR) field.dataTypeID = TEXT;
    return result;
  };
  Object.assign(pool, { query: reading });
  const adapter = await new PrismaPg(pool).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (sql) => {
    const result = await queryRaw(sql);
    return { ...result, columnTypes: result.columnTypes.map((type, index) => (chars.includes(index) ? ColumnTypeEnum.Character : type)) };
  };
  return adapter;
}

const test = await openTestDatabase();
const adapter = await adapterOver(test.database.pool);
const connect = (): Promise<SqlDriverAdapter> => Promise.resolve(adapter);
const files = await schemaFiles();
const engine = await loadSchemaEngine(
  { provider: 'postgres', adapterName: adapter.adapterName, connect, connectToShadowDb: connect },
  files,
);
const missing = await diff(engine, { tag: 'schemaDatasource', files, configDir: '.' }, { tag: 'schemaDatamodel', files });
await test.close();
if (missing !== undefined)
  console.error(`prisma/migrations do not lead to prisma/schema.prisma. Write a new migration that does:\n\n${missing}`);
else console.log('prisma/migrations lead to prisma/schema.prisma');
process.exit(missing === undefined ? 0 : 1);
