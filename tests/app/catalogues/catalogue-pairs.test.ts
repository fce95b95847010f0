import { describe, expect, it } from 'vitest';
import { ambiguousPairNotes } from '../../../src/app/catalogues/catalogue-pairs.js';
import { ambiguousPairs } from '../../../src/engine/catalogue/catalogue-pairs.js';
import { explainGrouping } from '../../../src/engine/grouping/grouping.js';
import { buildGroupIndex } from '../../../src/engine/grouping/grouping-index.js';
import type { DiseaseGroup } from '../../../src/engine/plan/catalogue.js';
import type { GroupingMethod } from '../../../src/engine/plan/plan.js';
import { diseaseGroup } from '../../support/disease-group.js';
import { DIP_METHOD } from '../../support/grouping-3/dip-book.js';

const row = (code: string, sketch: Partial<Parameters<typeof diseaseGroup>[0]>): DiseaseGroup =>
  diseaseGroup({ code, kind: 'MERGED', diagnoses: 'K80', operations: '51.8803|51.8805', ...sketch });
const told = (groups: readonly DiseaseGroup[], method: GroupingMethod = DIP_METHOD): readonly string[] =>
  ambiguousPairNotes(groups, method, new Map([['BX-1040', 9]])).map(
    ({ code, groupCode, line, message: { zh } }) => `${code} ${groupCode} ${line} ${zh}`,
  );

describe('two rows that only their numbers tell apart are named at import, with a case that fits both', () => {
  const BX1039 = row('BX-1039', { related: '51.2300|51.8701' });
  const BX1040 = row('BX-1040', { related: '51.2300|51.8701|51.8801+51.2300|51.8806|51.8801' });

  it('as BX-1039 and BX-1040 of the national library with 51.2300', () => {
    const [only, ...more] = told([BX1039, BX1040]);
    expect(more).toEqual([]);
    expect(only).toMatch(
      /^AMBIGUOUS_PAIR BX-1040 9 有 1 对病种同层，有病例同时符合两者，只能按编码先后区分：第 9 行 BX-1040（.*）与 BX-1039（.*）：主要诊断 K80\S*、手术操作 51\.880[35], 51\.2300，入 BX-1039。请核对两行的条件。$/,
    );
  });

  it('many pairs are one warning: how many there are, and the first ten in the order of the file', () => {
    const rows = Array.from({ length: 24 }, (_, i) =>
      row(`BX-${i + 1}`, { diagnoses: `K${10 + Math.floor(i / 2)}`, related: i % 2 === 0 ? '51.2300' : '51.2300|51.8701+51.2300' }),
    );
    const lines = new Map(rows.map(({ code }, i) => [code, 40 - i]));
    const [only, ...more] = ambiguousPairNotes(rows, DIP_METHOD, lines);
    expect(more).toEqual([]);
    expect(only).toMatchObject({ line: 17, groupCode: 'BX-24', level: 'WARNING' });
    expect(only?.message.zh).toMatch(/^有 12 对病种同层，.*，先列 10 对：第 17 行 BX-24（BX-24）与 BX-23（/);
    expect(only?.message.zh.match(/，入 BX-\d+/gu)).toHaveLength(10);
  });

  it('by name and by number: 9 goes before 10', () => {
    const [pair] = ambiguousPairs(
      buildGroupIndex([row('BX-9', { related: '51.2300' }), row('BX-10', { related: '51.2300|51.8801' })], DIP_METHOD),
    );
    expect([pair?.winner.code, pair?.group.code]).toEqual(['BX-9', 'BX-10']);
  });

  it.each([
    ['their related operations are others and no main one is shared', row('BX-1040', { operations: '51.9800', related: '51.2300' })],
    ['one asks for more', row('BX-1040', { related: '51.2300+51.8801' })],
    ['they are of two layers', row('BX-1040', { kind: 'CORE', related: '51.2300' })],
    ['one names the diagnosis more closely', row('BX-1040', { diagnoses: 'K80.1', related: '51.2300' })],
  ])('nothing is said where %s', (_, other) => {
    expect(told([BX1039, other])).toEqual([]);
  });

  it('nothing is said where no age fits both', () => {
    const [young, old] = [
      { ageDaysMin: 1, ageDaysMax: 28 },
      { ageDaysMin: 29, ageDaysMax: 40 },
    ];
    expect(told([row('BX-1039', { related: '51.2300', ...young }), row('BX-1040', { related: '51.2300', ...old })])).toEqual([]);
    expect(told([row('BX-1039', { related: '51.2300|51.8701', ...old }), row('BX-1040', { related: '51.2300', ...old })])).toHaveLength(1);
  });

  it('nothing where any operation may be any, as most pairs fit some case there', () => {
    const { operations: _, ...any } = DIP_METHOD;
    expect(told([BX1039, BX1040], any)).toEqual([]);
  });

  it('each case named does fit both, and only the last ties decide', () => {
    const groups = Array.from({ length: 40 }, (_, i) =>
      row(`BX-${i}`, {
        diagnoses: `K8${i % 3}`,
        operations: `51.8${i % 5}00|51.8${(i + 1) % 5}00`,
        related: i % 2 === 0 ? '' : '51.2300|51.8701',
      }),
    );
    const index = buildGroupIndex(groups, DIP_METHOD);
    const pairs = ambiguousPairs(index);
    expect(pairs.length).toBeGreaterThan(20);
    for (const { group, winner, facts } of pairs) {
      const { chosen, candidates } = explainGrouping(index, facts);
      expect(chosen).toBe(winner);
      expect(candidates.find((one) => one.group === group)?.code).toMatch(/^GROUP_(NUMBER|CODE)$/);
    }
  });
});
