import { existsSync, readdirSync } from 'node:fs';
import type { CodegenConfig } from '@graphql-codegen/cli';

const scalars = { Decimal: 'string', Date: 'string', DateTime: 'string', YearMonth: 'string', JSON: 'unknown' };
const options = { documentMode: 'string', useTypeImports: true, enumsAsTypes: true, scalars, emitLegacyCommonJSImports: false };

/** The folders of `web/` that state operations, `*.graphql`: each gets a module of its own, so that a page loads its own operations only. */
function foldersOfConsole(): readonly string[] {
  if (!existsSync('web')) return [];
  const files = readdirSync('web', { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
  return [...new Set(files.filter((file) => file.endsWith('.graphql')).map((file) => file.split('/').slice(0, -1).join('/')))].sort();
}

/** Typed operations for the examples, the tests and the console, from the published contract: offline, no server is asked. */
const config: CodegenConfig = {
  schema: './schema/schema.graphql',
  ignoreNoDocuments: true,
  silent: true,
  generates: {
    './src/generated/gql/': {
      documents: ['examples/**/*.ts', 'tests/**/*.ts'],
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: { ...options, importExtension: '.js' },
    },
    ...Object.fromEntries(
      foldersOfConsole().map((folder) => [
        `./web/generated/${folder.replace(/^pages\//, '')}/`,
        {
          documents: [`web/${folder}/*.graphql`],
          preset: 'client',
          presetConfig: { fragmentMasking: false },
          config: { ...options, importExtension: '.ts', onlyOperationTypes: true, avoidOptionals: { field: true } },
        },
      ]),
    ),
  },
};

export default config;
