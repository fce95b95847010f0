import { groupOf, type GroupingAt } from '../../src/app/clearing/blocks/batch-grouping.js';
import { BatchCases } from '../../src/app/clearing/blocks/batch-case.js';
import { adrgsOf } from '../../src/engine/grouper/grouper.js';
import type { GrouperCase } from '../../src/engine/grouper/group-rule.js';
import type { GrouperIndex } from '../../src/engine/grouper/grouper-index.js';
import { buildGroupIndex } from '../../src/engine/grouping/grouping-index.js';
import { GrouperJudge } from '../../src/rules/grouper/grouper-judge.js';
import { diseaseGroup, groupingMethod } from '../../tests/support/disease-group.js';
import { batchOf } from '../../tests/support/memory-year.js';
import { tinyCase } from '../../tests/support/tiny-city.js';

/** The group of every case of a batch as a run finds it: the batch's columns, the catalogue's index, the grouper's. */
export function groupBatch(grouper: GrouperIndex, cases: readonly GrouperCase[]): () => readonly (string | null)[] {
  const batch = batchOf(
    cases.map(({ principal, others, operations, admissionWeight, ...facts }, i) => ({
      ...tinyCase(i),
      ...facts,
      ...{ principalDiagnosis: principal, otherDiagnoses: others, procedures: operations, admissionWeightGrams: admissionWeight },
      ...{ assignedGroupCode: null, birthWeightGrams: null },
    })),
  );
  const rows = adrgsOf(grouper.grouper).flatMap(({ drgs }) => drgs.map(({ code }) => diseaseGroup({ code, kind: 'DRG' })));
  const index = buildGroupIndex(rows, groupingMethod({ layers: ['DRG'], ties: ['GROUP_CODE'] }), undefined, grouper);
  const at: GroupingAt = { index, institutionLevel: null, deniedFlags: [] };
  return () => {
    const read = new BatchCases(batch);
    return Array.from({ length: batch.count }, (_, row) => groupOf(read.at(row, undefined), at)?.code ?? null);
  };
}

/** The same asked of json-rules-engine, case by case. */
export function judgeEach(grouper: GrouperIndex, cases: readonly GrouperCase[]): () => Promise<readonly (string | null)[]> {
  const judge = new GrouperJudge(grouper);
  return async () => {
    const found: (string | null)[] = [];
    for (const facts of cases) found.push((await judge.group(facts)).drg?.code ?? null);
    return found;
  };
}

/** Cases beyond those given: each has another age, and at times one more diagnosis or operation of another case. */
export function moreCases(given: readonly GrouperCase[], count: number): readonly GrouperCase[] {
  const { length } = given;
  return Array.from({ length: count }, (_, i) => {
    const one = given[i % length] ?? given[0];
    const other = given[(i * 7 + Math.floor(i / length)) % length] ?? one;
    if (one === undefined || other === undefined) throw new Error('no cases given');
    if (i < length) return one;
    const others = i % 2 === 0 ? one.others : [...one.others, other.principal];
    const operations = i % 3 === 0 ? [...one.operations, ...other.operations] : one.operations;
    const ageYears = one.ageYears === null || one.ageYears === 0 ? one.ageYears : 1 + ((i * 13) % 90);
    return { ...one, others, operations, ageYears };
  });
}
