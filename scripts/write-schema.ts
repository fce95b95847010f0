// Writes schema/schema.graphql from the code.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { printedSchema } from '../src/graph/schema.js';

writeFileSync(fileURLToPath(new URL('../schema/schema.graphql', import.meta.url)), printedSchema());
