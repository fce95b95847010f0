import { z } from 'zod';
import type { DraftPatch } from './kit/draft-patches.js';
import { ValidationError } from '../base/errors.js';

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
