// Prisma's schema engine as WebAssembly: needs neither a download nor, for a diff of two schemas, a database.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const NO_FILTERS = { externalTables: [], externalEnums: [] };
const schemaPath = fileURLToPath(new URL('../prisma/schema.prisma', import.meta.url));

/** The schema as the engine wants it. */
export async function schemaFiles(path = schemaPath) {
  return [{ path: 'schema.prisma', content: await readFile(path, 'utf8') }];
}

/** Loads the engine over a driver adapter factory. */
export async function loadSchemaEngine(adapterFactory, files) {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasm = await readFile(
    fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm').replace('schema_engine.js', 'schema_engine_bg.wasm')),
  );
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const { bindMigrationAwareSqlAdapterFactory } = await import('@prisma/driver-adapter-utils');
  const options = { datamodels: files.map((file) => [file.path, file.content]) };
  return bindings.SchemaEngine.new(options, () => undefined, bindMigrationAwareSqlAdapterFactory(adapterFactory));
}

/** The SQL that leads from one schema to another; `changed` is false when there is nothing to do. */
export async function diff(engine, from, to) {
  const { exitCode, stdout } = await engine.diff({ from, to, script: true, exitCode: true, filters: NO_FILTERS });
  return { changed: exitCode === 2, sql: stdout ?? '' };
}
