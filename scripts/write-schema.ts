// Writes schema/schema.graphql from the code. What would break the published contract is refused, unless `--breaking` is given:
// then CHANGELOG.md must say whom it affects and what to do.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { schemaBreaks } from './schema-breaks.js';
import { printedSchema } from '../src/graph/schema.js';

const file = fileURLToPath(new URL('../schema/schema.graphql', import.meta.url));
const current = printedSchema();
const breaks = process.argv.includes('--breaking') ? [] : await schemaBreaks(readFileSync(file, 'utf8'), current);
if (breaks.length > 0) {
  console.error(`会破坏已发布的接口，未写入 This would break the published contract; nothing was written:\n${breaks.join('\n')}`);
  process.exit(1);
}
writeFileSync(file, current);
