// Fails when the migrations do not lead to prisma/schema.prisma: applies them to an embedded database in memory and lets Prisma's schema
// engine compare. Prints the SQL that is missing: a start for the next migration. Run it with tsx.
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import { diff, loadSchemaEngine, schemaFiles } from './schema-engine.mjs';
import { openTestDatabase } from '../tests/support/database.ts';

const CHAR = 18; // PostgreSQL's one-letter "char", which the adapter refuses and the engine wants as a character
const TEXT = 25;

/** An adapter over the pool that reads "char" columns. Queries come one after another. */
async function adapterOver(pool) {
  let chars = [];
  const query = pool.query.bind(pool);
  pool.query = async (...input) => {
    const result = await query(...input);
    chars = [];
    result.fields?.forEach((field, index) => {
      if (field.dataTypeID !== CHAR) return;
      chars.push(index);
      field.dataTypeID = TEXT;
    });
    return result;
  };
  const adapter = await new PrismaPg(pool).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (sql) => {
    const result = await queryRaw(sql);
    for (const index of chars) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  return adapter;
}

const { database, close } = await openTestDatabase();
const adapter = await adapterOver(database.pool);
const factory = {
  provider: 'postgres',
  adapterName: adapter.adapterName,
  connect: async () => adapter,
  connectToShadowDb: async () => adapter,
};
const files = await schemaFiles();
const engine = await loadSchemaEngine(factory, files);
const { changed, sql } = await diff(engine, { tag: 'schemaDatasource', files, configDir: '.' }, { tag: 'schemaDatamodel', files });
await close();
if (changed) {
  console.error(`prisma/migrations do not lead to prisma/schema.prisma. Write a new migration that does:\n\n${sql}`);
  process.exit(1);
}
console.log('prisma/migrations lead to prisma/schema.prisma');
process.exit(0);
