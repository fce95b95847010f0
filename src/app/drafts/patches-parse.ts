import { z } from 'zod';
import type { DraftPatch } from './kit/draft-patches.js';
import { ValidationError, type FieldProblem } from '../base/errors.js';
import { fieldProblem, refuseProblems } from '../requests/request-fields.js';
import { parseText } from '../../rules/shape/parse.js';

const patches = z.array(z.strictObject({ pointer: z.string(), value: z.unknown().optional(), remove: z.boolean().optional() }));

/** Edits out of a JSON file: a list of them. Throws VALIDATION_FAILED. */
export function readPatches(json: unknown): readonly DraftPatch[] {
  const parsed = patches.safeParse(json);
  if (parsed.success) {
    refuseProblems(parsed.data.flatMap(({ value, remove }, index) => valueOrRemoval(index, [value !== undefined, remove === true])));
    return parsed.data.map(({ pointer, value }) => ({ pointer, value }));
  }
  throw new ValidationError(
    parsed.error.issues.map(({ path, message }) => ({
      path: ['patches', ...path.map(String)],
      code: 'SHAPE',
      messages: {
        zh: `改动的文件此处不合规（${message}）。应为数组，每处写 pointer，改写的写 value，删去的写 remove: true。`,
        en: `The file of edits is not valid here (${message}). It is a list; each has a pointer, and a value or remove: true.`,
      },
    })),
  );
}

/** An edit as a file or an answer states it, so that it can be handed in again. */
export function shownPatch({ pointer, value }: DraftPatch): object {
  return value === undefined ? { pointer, remove: true } : { pointer, value };
}

/** What is given of an edit beside its place: exactly one value, or that it is taken out. A value that was forgotten must not delete. */
function valueOrRemoval(index: number, stated: readonly boolean[]): readonly FieldProblem[] {
  const given = stated.filter(Boolean).length;
  if (given === 1) return [];
  return [
    fieldProblem(
      ['patches', String(index)],
      given === 0 ? 'REQUIRED' : 'ONE_OF',
      `一处改动应恰好写明一项：新值（text、json；文件中为 value），或删去（remove: true）；${given === 0 ? '现在都没有' : `现在写了 ${given} 项`}。`,
      `An edit states exactly one thing: a new value (text, json; value in a file), or remove: true; ${given === 0 ? 'it states none' : `it states ${given}`}.`,
    ),
  ];
}

/** An edit as a request states it: a text, or any value as JSON text, or that it is taken out. */
export interface StatedPatch {
  readonly pointer: string;
  readonly text?: string | null | undefined;
  readonly json?: string | null | undefined;
  readonly remove?: boolean | null | undefined;
}

/** Edits of a request, read. JSON is read strictly, as a ruleset's text is. Throws VALIDATION_FAILED. */
export function statedPatches(stated: readonly StatedPatch[]): readonly DraftPatch[] {
  const problems: FieldProblem[] = [];
  const read = stated.map(({ pointer, text, json, remove }, index): DraftPatch => {
    const path = ['patches', String(index)];
    problems.push(...valueOrRemoval(index, [typeof text === 'string', typeof json === 'string', remove === true]));
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
