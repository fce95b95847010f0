import type { CodegenConfig } from '@graphql-codegen/cli';

/** Typed operations for the examples and tests, from the published contract: offline, no server is asked. */
const config: CodegenConfig = {
  schema: './schema/schema.graphql',
  documents: ['examples/**/*.ts', 'tests/**/*.ts'],
  ignoreNoDocuments: true,
  silent: true,
  generates: {
    './src/generated/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        useTypeImports: true,
        enumsAsTypes: true,
        scalars: { Decimal: 'string', Date: 'string', DateTime: 'string', YearMonth: 'string', JSON: 'unknown' },
        emitLegacyCommonJSImports: false,
        importExtension: '.js',
      },
    },
  },
};

export default config;
