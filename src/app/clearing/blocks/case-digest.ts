import { codesOf } from './batch-case.js';
import { FIELD_END } from './row-digests.js';
import { MISSING_FEN, MISSING_INT, type CaseBatch } from '../../ports/cases/ports-case.js';

type ReadText = (row: number) => string;

/** Where a case's row stands in this store, and what is the same for all cases of a run. */
const NOT_CONTENT: readonly string[] = ['count', 'seq', 'insurance'] satisfies (keyof CaseBatch)[];

/**
 * A case of a batch as text: everything that was read of it, column by column in the order of their names, and nothing that says where or when
 * it was stored. What no rule of the run looks at is not read, and is no input of it. A missing value is as an empty one, which is never stored.
 */
export function caseContent(batch: CaseBatch): ReadText {
  const { costs, caseFlags, ...columns } = batch;
  const readers = [
    ...Object.entries({ ...columns, ...costs }).flatMap(([name, column]): [string, ReadText][] =>
      NOT_CONTENT.includes(name) || typeof column === 'number' || column.length === 0 ? [] : [[name, textOf(column)]],
    ),
    ...(caseFlags.length === 0 ? [] : [['caseFlags', flagsOf(caseFlags)] as const]),
  ];
  const inOrder = readers.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, read]) => read);
  return (row) => {
    let text = '';
    for (const read of inOrder) text += read(row) + FIELD_END;
    return text;
  };
}

function textOf(column: BigInt64Array | Int32Array | readonly (string | null)[]): ReadText {
  if (column instanceof BigInt64Array) return (row) => (column[row] === MISSING_FEN ? '' : String(column[row]));
  if (column instanceof Int32Array) return (row) => (column[row] === MISSING_INT ? '' : String(column[row]));
  return (row) => column[row] ?? '';
}

/** Flags are a set: in whatever order they came. */
function flagsOf(column: readonly string[]): ReadText {
  return (row) => {
    const text = column[row] ?? '';
    return text.includes(',') ? [...codesOf(text)].sort().join(',') : text.slice(1, -1);
  };
}
