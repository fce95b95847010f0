import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCase } from '../../../src/app/cases/case-parse.js';
import { importCatalogue } from '../../../src/app/catalogues/import-catalogue.js';
import { checkRulesetText } from '../../../src/app/rulesets/load-ruleset.js';
import { platformCaller } from '../../../src/app/sample/first-start.js';
import { groupingReason, scoreAlternatives } from '../../../src/app/scoring/score-alternatives.js';
import { CaseScore, scoreCase } from '../../../src/app/scoring/score-case.js';
import type { Caller } from '../../../src/app/kernel/platform.js';
import { must } from '../../../src/engine/kit/assert.js';
import { findingWords } from '../../../src/rules/grouper/grouper-words.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { GROUPER_CITY, GROUPER_RULESET, importDemoGrouper, makeGrouperCity, projectFile } from '../../support/grouper-city.js';
import { testPlatform } from '../../support/tiny-city.js';

const [REGION, OWN, file] = [GROUPER_CITY, GROUPER_RULESET, projectFile];

interface Stated {
  readonly principal: string;
  readonly others?: readonly string[];
  readonly operations?: readonly string[];
  readonly assigned?: string;
  readonly ageYears?: number | null;
}

describe('cases of a city with a DRG grouper of its own are grouped by it and weighted by its catalogue', () => {
  let database: TestDatabase;
  let platform: ReturnType<typeof testPlatform>;
  let caller: Caller;

  const score = async ({ principal, others = [], operations = [], assigned, ageYears = 45 }: Stated): Promise<CaseScore> => {
    const parsed = parseCase({
      ...{ caseNo: 'C1', institutionCode: 'H1', insurance: 'EMPLOYEE', admissionDate: '2027-03-01', dischargeDate: '2027-03-09' },
      ...{ settlementDate: '2027-03-10', sex: 'FEMALE', ageYears, principalDiagnosis: principal, otherDiagnoses: others },
      ...{ procedures: operations, totalCost: '15000.00', fundPaid: '9000.00', assignedGroupCode: assigned ?? null },
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return await scoreCase(platform, caller, REGION, parsed.value);
  };
  const outcome = async (stated: Stated): Promise<unknown> => {
    const scored = await score(stated);
    return [scored.group?.code ?? null, scored.grouping?.outcome, scored.grouping?.grouper?.code ?? null];
  };

  beforeAll(async () => {
    database = await openTestDatabase();
    platform = testPlatform(database.store);
    caller = platformCaller(platform);
    await makeGrouperCity(platform);
  });
  afterAll(() => database.close());

  it('before the grouper is imported, says that it is missing', async () => {
    await expect(score({ principal: 'K80.302' })).rejects.toMatchObject({
      code: 'RULESET_INVALID',
      messages: { zh: expect.stringContaining('DEMO-DRG 3.0-demo') as unknown },
    });
    const { findings } = await checkRulesetText(platform, caller, await file(OWN));
    expect(findings.filter(({ severity }) => severity === 'WARNING').map(({ code }) => code)).toContain('GROUPER_UNKNOWN');
    const weights = new TextEncoder().encode(await file('examples/drg-weights.csv'));
    const target = { regionCode: REGION, version: '2027.9', effectiveFrom: '2027-09-01', file: weights, mode: 'CHECK' } as const;
    expect((await importCatalogue(platform, caller, target)).file.warningCounts).toEqual([{ code: 'WEIGHTS_NOT_COMPARED', count: 1 }]);
    await importDemoGrouper(platform);
    const { warnings } = (await importCatalogue(platform, caller, target)).file;
    expect(warnings.map(({ code, line, message }) => [code, line, message.zh.includes('PS19')])).toEqual([['WEIGHT_MISSING', 0, true]]);
    expect((await checkRulesetText(platform, caller, await file(OWN))).findings.some(({ code }) => code === 'GROUPER_UNKNOWN')).toBe(false);
  });

  it('tells apart how grouping ended', async () => {
    expect(await outcome({ principal: 'K80.302', operations: ['51.2300'] })).toEqual(['HC15', 'GROUPED', 'HC15']);
    expect(await outcome({ principal: 'K80.302', others: ['E11.900'], operations: ['51.2300'] })).toEqual(['HC13', 'GROUPED', 'HC13']);
    expect(await outcome({ principal: 'K80.302', operations: ['36.0600'] })).toEqual([null, 'AMBIGUOUS', 'HQY']);
    expect(await outcome({ principal: 'K76.000' })).toEqual(['H009', 'RESIDUAL', 'H009']);
    expect(await outcome({ principal: 'A00.000' })).toEqual([null, 'NOT_GROUPED', '0000']);
    expect(await outcome({ principal: 'R69.x00' })).toEqual([null, 'INVALID_PRINCIPAL', null]);
  });

  it('a group without a weight is no other thing than a case without a group', async () => {
    const rows = (await file('examples/drg-weights.csv')).split('\n').filter((line) => !line.startsWith('HC15,'));
    const less = new TextEncoder().encode(rows.join('\n'));
    const imported = await importCatalogue(platform, caller, {
      ...{ regionCode: REGION, version: '2027.2', effectiveFrom: '2027-03-01', file: less, mode: 'STORE' },
    });
    expect(imported.file.warningCounts).toEqual([{ code: 'WEIGHT_MISSING', count: 2 }]);
    expect(imported.file.warnings.map(({ message }) => message.zh).join()).toContain('HC15');
    const scored = await score({ principal: 'K80.302', operations: ['51.2300'] });
    expect([scored.group, scored.grouping?.outcome, scored.grouping?.grouper?.code]).toEqual([null, 'NO_WEIGHT', 'HC15']);
    expect(scored.grouping?.reason.zh).toContain('没有该病组的权重');
    expect(scored.printed('points')).toBe('0.0000');
  });

  it('shows what the exclusion took away, which set held which code, and what the case lacks', async () => {
    const scored = await score({ principal: 'K80.302', others: ['K65.000', 'A41.900'], operations: ['51.2300'] });
    expect(scored.group?.code).toBe('HC11');
    const finding = must(scored.grouping?.grouper, 'grouper');
    expect(finding.explanation.complications).toEqual([
      { code: 'K65.000', level: 'MCC', excludedBy: 'EX_H' },
      { code: 'A41.900', level: 'MCC', excludedBy: null },
    ]);
    const words = findingWords(finding);
    expect(words.some(({ zh }) => zh.includes('51.2300（OP_HC）'))).toBe(true);
    expect(words.some(({ en }) => en.includes('exclusion table EX_H takes it away'))).toBe(true);
    const young = await score({ principal: 'I50.900', others: ['E11.900'], ageYears: null });
    expect(young.group?.code).toBe('FR23');
    expect(findingWords(must(young.grouping?.grouper, 'grouper')).some(({ zh }) => zh.includes('病例缺少年龄（岁）'))).toBe(true);
  });

  it('reports another group that was assigned elsewhere, and goes by its own (COMPARED)', async () => {
    const scored = await score({ principal: 'K80.302', others: ['E11.900'], operations: ['51.2300'], assigned: 'FM15' });
    expect(scored.group?.code).toBe('HC13');
    expect(scored.grouping?.grouper?.assigned).toEqual({ code: 'FM15', differs: true, counts: false });
    expect(scored.reproducibilityKey).toMatch(/^[0-9a-f]{64}$/);
  });

  it('shows beside each other what another principal diagnosis or main operation would have led to', async () => {
    const scored = await score({ principal: 'K80.302', others: ['I50.900', 'K80.302', 'R69.x00'], operations: ['36.0600', '51.2300'] });
    const shown = (await scoreAlternatives(scored)).map(({ kind, code, result }) =>
      result instanceof CaseScore
        ? [kind, code, result.group?.code ?? null, groupingReason(result)?.zh.split('：')[0]]
        : [kind, code, result.code],
    );
    expect(shown).toEqual([
      ['RECORDED', 'K80.302', null, 'H → HQY → HQY'],
      ['PRINCIPAL_DIAGNOSIS', 'I50.900', 'FM15', 'F → FM1 → FM15'],
      ['PRINCIPAL_DIAGNOSIS', 'R69.x00', null, '主要诊断属于不能作主要诊断的编码，不予分组；请更换主要诊断'],
      ['MAIN_OPERATION', '51.2300', 'HC13', 'H → HC1 → HC13'],
    ]);
  });
});
