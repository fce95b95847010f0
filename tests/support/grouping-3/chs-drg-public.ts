import { existsSync, readFileSync } from 'node:fs';
import { readChsDrgText } from '../../../src/app/books/chs-drg/chs-drg-text.js';
import type { GrouperCase } from '../../../src/engine/grouper/group-rule.js';

/** CHS-DRG 1.1 as published, with 2,588 cases that an independent grouper grouped: public data beside the checkout, no part of it. */
const DATA = '../shared/data/chs-drg-1.1/';

/** Whether the public data is there. */
export const hasPublicChsDrg = existsSync(DATA);

/** One case, and what the independent grouper says of it; `0000`: nothing. */
export interface PublicCase {
  readonly no: number;
  readonly facts: GrouperCase;
  readonly mdc: string;
  readonly drg: string;
}

const file = (name: string): string => readFileSync(DATA + name, 'utf8');

/** The published text, read. */
export function readPublicChsDrg(): ReturnType<typeof readChsDrgText> {
  return readChsDrgText({
    mdc: file('1_MDC.txt'),
    adrg: file('2_ADRG.txt'),
    drg: file('3_DRG.txt'),
    detail: file('4_ADRG_DETAIL.txt'),
    mcc: file('5_MCC.txt'),
    cc: file('6_CC.txt'),
    exclusions: file('7_CCE.txt'),
  });
}

/** The cases, in the order of the file. */
export function publicCases(): readonly PublicCase[] {
  const lines = file('cases.csv').trim().split('\n').slice(1);
  return lines.map((line) => {
    const [no = '', sex, years, days, weight, , , principal = '', others, operations, , mdc = '', , drg = ''] = line.trim().split(',');
    const facts: GrouperCase = {
      principal,
      others: codes(others),
      operations: codes(operations),
      sex: sex === '1' ? 'MALE' : 'FEMALE',
      ageYears: Number(years),
      ageDays: Number(days),
      admissionWeight: weight ? Number(weight) : null,
    };
    return { no: Number(no), facts, mdc, drg };
  });
}

function codes(text: string | undefined): string[] {
  return text ? text.split('|') : [];
}
