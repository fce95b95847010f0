import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { CodegenConfig } from '@graphql-codegen/cli';

const scalars = { Decimal: 'string', Date: 'string', DateTime: 'string', YearMonth: 'string', JSON: 'unknown' };
const options = { documentMode: 'string', useTypeImports: true, enumsAsTypes: true, scalars, emitLegacyCommonJSImports: false };

/** The folders of `web/` that state operations, `*.graphql`: each gets a module of its own, so that a page loads its own operations only. */
function foldersOfConsole(): readonly string[] {
  if (!existsSync('web')) return [];
  const files = readdirSync('web', { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
  return [...new Set(files.filter((file) => file.endsWith('.graphql')).map((file) => file.split('/').slice(0, -1).join('/')))].sort();
}

const FRAGMENTS = 'web/parts/fragments';

/** What a folder states, and the shared fragments (`web/parts/fragments`) that it spreads, or that those do. */
function documentsOf(folder: string): readonly string[] {
  if (folder === FRAGMENTS) return [`${folder}/*.graphql`];
  const read = (file: string): string => readFileSync(file, 'utf8');
  const within = (of: string): readonly string[] => readdirSync(of).flatMap((file) => (file.endsWith('.graphql') ? [`${of}/${file}`] : []));
  const own = within(folder).map(read).join('\n');
  const spreadIn = (text: string): readonly string[] =>
    within(FRAGMENTS).filter((file) => {
      const name = /fragment (\w+)/.exec(read(file))?.[1] ?? file;
      return text.includes(`...${name}`) && !own.includes(`fragment ${name} `);
    });
  const first = spreadIn(own);
  return [`${folder}/*.graphql`, ...new Set([...first, ...spreadIn(first.map(read).join('\n'))])];
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
          documents: documentsOf(`web/${folder}`),
          preset: 'client',
          presetConfig: { fragmentMasking: false },
          config: { ...options, importExtension: '.ts', onlyOperationTypes: true, avoidOptionals: { field: true } },
        },
      ]),
    ),
  },
};

export default config;
