import { z } from 'zod';
import { RulesetDocumentSchema } from '../src/rules/document/document.js';

/** The JSON Schema (2020-12) of ruleset documents, for editors: `schema/ruleset.schema.json`. The checks at load say more. */
function rulesetJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    ...z.toJSONSchema(RulesetDocumentSchema, { target: 'draft-2020-12', io: 'input' }),
    title: 'Ruleset 规则集',
    description: 'One version of one pooling region’s DIP or DRG rules. Numbers are text, except scale and order.',
  };
}

/** The published file's text. */
export function rulesetJsonSchemaText(): string {
  return `${JSON.stringify(rulesetJsonSchema(), null, 2)}\n`;
}
