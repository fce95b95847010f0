import { CODE_USES } from '../caches/code-library.js';
import type { CodeTableRecord } from '../ports/ports-code-table.js';
import type { CodeIndex, CodeRow } from '../../engine/codes/code-table.js';
import type { Reason } from '../../engine/grouping/grouping-reasons.js';
import type { CodeUse } from '../../engine/codes/national-code.js';
import { shownText } from '../../engine/kit/text.js';

/** A code table with its codes ready. */
export interface EditionTable {
  readonly record: CodeTableRecord;
  readonly index: CodeIndex;
}

/** Codes that an edition doesn't know, or that it lists as no longer in use. */
export type EditionFault = 'CODE_UNKNOWN' | 'CODE_NOT_VALID';

const KINDS: Readonly<Record<CodeUse, Reason>> = {
  diagnoses: { zh: '诊断编码', en: 'code of a diagnosis' },
  operations: { zh: '手术操作编码', en: 'code of an operation' },
};

/** What is said of a code that an edition does not know, with the codes that were probably meant. */
export function editionWords({ record, index }: EditionTable, code: string, fault: EditionFault): Reason {
  const kind = KINDS[CODE_USES[record.kind]];
  const shown = shownText(code);
  const { version } = record;
  if (fault === 'CODE_NOT_VALID')
    return {
      zh: `${kind.zh}“${shown}”在编码表“${version}”中标为停用，或不在其有效期内；请核对后改用有效的编码。`,
      en: `The ${kind.en} "${shown}" is marked as not in use in the code table "${version}", or not on that day; use one that is.`,
    };
  const near = nearWords(index.near(code));
  return {
    zh: `${kind.zh}“${shown}”不在编码表“${version}”中${near.zh}。仍按原样处理；请核对。`,
    en: `The ${kind.en} "${shown}" is not in the code table "${version}"${near.en}. It is taken as it is; check it.`,
  };
}

function nearWords(rows: readonly CodeRow[]): Reason {
  if (rows.length === 0) return { zh: '，也没有相近的编码', en: ', nor is one near it' };
  const named = rows.map(({ code, name }) => `${code} ${name}`);
  return { zh: `，相近的有：${named.join('；')}`, en: `; near it: ${named.join('; ')}` };
}
