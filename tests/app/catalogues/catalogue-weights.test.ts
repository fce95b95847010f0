import { describe, expect, it } from 'vitest';
import { withNotes } from '../../../src/app/catalogues/catalogue-check.js';
import { MAX_PROBLEMS } from '../../../src/app/catalogues/catalogue-csv.js';
import { checkWeights } from '../../../src/app/catalogues/catalogue-weights.js';
import { adrgsOf } from '../../../src/engine/grouper/grouper.js';
import { drgDocument } from '../../support/grouping-3/drg-document.js';
import { openedGrouper } from '../../support/grouping-3/opened-grouper.js';

const GROUPER = openedGrouper(drgDocument());
const ALL = adrgsOf(GROUPER).flatMap(({ outcome, drgs }) => drgs.map(({ code, name }) => ({ code, name, outcome, kind: 'DRG' as const })));
const PAID = ALL.filter(({ outcome }) => outcome === 'GROUPED');
const told = (rows: Parameters<typeof checkWeights>[0]): readonly string[] =>
  checkWeights(rows, GROUPER, new Map([['XX11', 7]])).map(({ code, groupCode, line }) => `${code} ${groupCode} ${line}`);

describe('weights of a grouper are compared with its groups at import (W)', () => {
  it('nothing is said where each group that is paid has its weight, and none of those that end without a group', () => {
    expect(told(PAID)).toEqual([]);
    expect(told(ALL)).toEqual([]);
    expect(ALL.length).toBeGreaterThan(PAID.length);
  });

  it('names a group without a weight, and a weight without a group with its line; a row of no group of the grouper is none', () => {
    const rows = [
      ...PAID.filter(({ code }) => code !== 'HC15'),
      { code: 'XX11', name: '别版病组', kind: 'DRG' as const },
      { code: 'BLANK', name: '空白病组', kind: 'UNGROUPED' as const },
    ];
    expect(told(rows)).toEqual(['WEIGHT_MISSING HC15 0', 'WEIGHT_UNKNOWN XX11 7']);
  });

  it('counts in full what it lists up to a limit', () => {
    const many = Array.from({ length: MAX_PROBLEMS + 5 }, (_, i) => ({ code: `Y${i}`, name: '', kind: 'DRG' as const }));
    const file = { groups: [], rows: 0, problems: [], problemCount: 0, warnings: [], warningCounts: [], lines: new Map<string, number>() };
    const { warnings, warningCounts, problemCount } = withNotes(file, checkWeights(many, GROUPER));
    expect(warningCounts).toEqual([
      { code: 'WEIGHT_MISSING', count: PAID.length },
      { code: 'WEIGHT_UNKNOWN', count: many.length },
    ]);
    expect([warnings.length, problemCount]).toEqual([PAID.length + MAX_PROBLEMS, 0]);
  });
});
