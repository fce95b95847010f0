import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readRulesetFiles, sealed } from './ruleset-files.js';

// Recomputes `extends.effectiveHash` of every ruleset in `rulesets/`, bases first: run it after changing a base (npx tsx scripts/seal-rulesets.ts).
const folder = path.resolve(import.meta.dirname, '..', 'rulesets');
const before = readRulesetFiles(folder);
const changed = sealed(before).filter((one, index) => one.text !== before[index]?.text);
for (const { file, text } of changed) writeFileSync(file, text);
process.stdout.write(`${before.length} rulesets, ${changed.length} sealed anew${changed.map(({ name }) => `\n  ${name}`).join('')}\n`);
