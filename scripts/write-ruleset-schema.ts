import { writeFileSync } from 'node:fs';
import { rulesetJsonSchemaText } from './ruleset-json-schema.js';

/** Writes the published JSON Schema of rulesets from its one source, the zod schema. Run: `npx tsx scripts/write-ruleset-schema.ts`. */
writeFileSync(new URL('../schema/ruleset.schema.json', import.meta.url), rulesetJsonSchemaText());
