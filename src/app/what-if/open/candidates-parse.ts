import { z } from 'zod';
import type { WhatIfCandidate } from './what-if-request.js';
import { ValidationError } from '../../base/errors.js';

const text = z.string();
const stated = z.array(z.strictObject({ name: text, value: text }));
const candidate = z.strictObject({
  name: text,
  ...{
    rulesetText: text.optional(),
    version: text.optional(),
    catalogue: text.optional(),
    effectiveFrom: text.optional(),
    effectiveTo: text.optional(),
  },
  set: z.array(z.strictObject({ target: text, value: text })).optional(),
  ...{ budget: stated.optional(), actuals: stated.optional() },
  institutions: z.array(z.strictObject({ institutionCode: text, name: text, value: text })).optional(),
});

/** Candidates out of a JSON file: a list of them. Throws VALIDATION_FAILED. */
export function readCandidates(json: unknown): readonly WhatIfCandidate[] {
  const parsed = z.array(candidate).safeParse(json);
  if (parsed.success) return parsed.data as readonly WhatIfCandidate[];
  throw new ValidationError(
    parsed.error.issues.map(({ path, message }) => ({
      path: ['candidates', ...path.map(String)],
      code: 'SHAPE',
      messages: {
        zh: `候选方案文件此处不合规（${message}）。应为数组，每个方案有 name，及 set、rulesetText、version、catalogue、budget、actuals、institutions 中的至少一项，数写成文本。`,
        en: `The file of candidates is not valid here (${message}). It is a list; each has a name and at least one of set, rulesetText, version, catalogue, budget, actuals, institutions, with numbers as text.`,
      },
    })),
  );
}
