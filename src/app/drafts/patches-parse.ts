import { z } from 'zod';
import type { DraftPatch } from './kit/draft-patches.js';
import { ValidationError, type FieldProblem } from '../base/errors.js';
import { fieldProblem, refuseProblems } from '../requests/request-fields.js';
import { parseText } from '../../rules/shape/parse.js';

const patches = z.array(z.strictObject({ pointer: z.string(), value: z.unknown().optional() }));

/** Edits out of a JSON file: a list of them. Throws VALIDATION_FAILED. */
export function readPatches(json: unknown): readonly DraftPatch[] {
  const parsed = patches.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ValidationError(
    parsed.error.issues.map(({ path, message }) => ({
      path: ['patches', ...path.map(String)],
      code: 'SHAPE',
      messages: {
        zh: `改动的文件此处不合规（${message}）。应为数组，每处写 pointer，改写的写 value，删去的不写。`,
        en: `The file of edits is not valid here (${message}). It is a list; each has a pointer, and a value unless it takes something out.`,
      },
    })),
  );
}

/** An edit as a request states it: a text, or any value as JSON text; neither: it is taken out. */
export interface StatedPatch {
  readonly pointer: string;
  readonly text?: string | null | undefined;
  readonly json?: string | null | undefined;
}

/** Edits of a request, read. JSON is read strictly, as a ruleset's text is. Throws VALIDATION_FAILED. */
export function statedPatches(stated: readonly StatedPatch[]): readonly DraftPatch[] {
  const problems: FieldProblem[] = [];
  const read = stated.map(({ pointer, text, json }, index): DraftPatch => {
    const path = ['patches', String(index)];
    if (typeof text === 'string' && typeof json === 'string') {
      problems.push(fieldProblem(path, 'ONE_OF', 'text 与 json 只能给一个。', 'State one of text and json.'));
    }
    if (typeof text === 'string') return { pointer, value: text };
    if (typeof json !== 'string') return { pointer };
    const { value, findings } = parseText(json);
    const [wrong] = findings;
    if (wrong !== undefined)
      problems.push(fieldProblem([...path, 'json'], wrong.code, wrong.message.zh, wrong.message.en ?? wrong.message.zh));
    return { pointer, value };
  });
  refuseProblems(problems);
  return read;
}
