// Prisma's schema engine as WebAssembly: needs neither a download nor, for a diff of two schemas, a database.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory, type SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { DiffTarget, SchemaEngine } from '@prisma/schema-engine-wasm';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

const SCHEMA = fileURLToPath(new URL('../prisma/schema.prisma', import.meta.url));
const WASM = fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm').replace('schema_engine.js', 'schema_engine_bg.wasm'));

/** What wasm-bindgen leaves to its bundler. */
interface Bindings {
  __wbg_set_wasm(exports: object): void;
}

/** A schema file as the engine wants it. */
export interface SchemaFile {
  readonly path: string;
  readonly content: string;
}

/** The project's schema. */
export async function schemaFiles(): Promise<SchemaFile[]> {
  return [{ path: 'schema.prisma', content: await readFile(SCHEMA, 'utf8') }];
}

/** Loads the engine over a driver adapter. */
export async function loadSchemaEngine(
  factory: SqlMigrationAwareDriverAdapterFactory,
  files: readonly SchemaFile[],
): Promise<SchemaEngine> {
  const { instance } = await WebAssembly.instantiate(await readFile(WASM), { './schema_engine_bg.js': { ...bindings } });
  (bindings as unknown as Bindings).__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
  const datamodels = files.map(({ path, content }): [string, string] => [path, content]);
  return bindings.SchemaEngine.new({ datamodels }, () => undefined, bindMigrationAwareSqlAdapterFactory(factory));
}

/** The SQL that leads from one schema to another; undefined when there is nothing to do. */
export async function diff(engine: SchemaEngine, from: DiffTarget, to: DiffTarget): Promise<string | undefined> {
  const filters = { externalTables: [], externalEnums: [] };
  const { exitCode, stdout } = await engine.diff({ from, to, script: true, exitCode: true, filters });
  return exitCode === 0 ? undefined : (stdout ?? '');
}
