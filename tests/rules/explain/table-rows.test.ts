import { describe, expect, it } from 'vitest';
import { must } from '../../../src/engine/kit/assert.js';
import { decimal } from '../../../src/engine/number/quantity.js';
import { fillCase } from '../../../src/engine/scoring/case-frame.js';
import { runScoring } from '../../../src/engine/scoring/scoring.js';
import { traceCase, type TraceStep } from '../../../src/engine/trace/trace.js';
import type { RulesetDocument } from '../../../src/rules/document/document.js';
import { explainTrace } from '../../../src/rules/explain/explain.js';
import { testCase } from '../../support/cases.js';
import { diseaseGroup } from '../../support/disease-group.js';
import { compileTiny, memoryPlan } from '../../support/memory-year.js';

/** The tiny city with a decision by a table: one row has a basis of its own, one the table's. */
function withTable(document: RulesetDocument): RulesetDocument {
  const row = (name: string, cell: string, value: string, more: object = {}) => ({
    name,
    label: { zh: name },
    when: [cell],
    value,
    ...more,
  });
  const decision = {
    ...{
      id: 'severity',
      scope: 'case',
      label: { zh: '分型' },
      output: { type: 'decimal', unit: '1', round: { scale: 2, mode: 'HALF_UP' } },
    },
    hit: 'first',
    table: {
      ...{ columns: ['totalCost'], basis: ['demo#1'] },
      rows: [row('dear', '[20000,)', '1.2', { basis: ['demo#2'] }), row('middling', '[10000,)', '1.1')],
    },
    otherwise: { value: '1', basis: ['demo#3'] },
  };
  return { ...document, examples: [], decisions: [...(document.decisions ?? []), decision] } as RulesetDocument;
}

const compiling = compileTiny(withTable);
const GROUP = diseaseGroup({ code: 'I63', mean: { '3': '10000.00', ALL: '10000.00' }, diagnoses: 'I63*' });

async function severityOf(totalCost: string): Promise<TraceStep> {
  const compiled = await compiling;
  const { scoring, program, tables, plan } = compiled;
  const setting = must((await memoryPlan(compiled, [GROUP], [['H1', 'A', '2024-01-01']])).settingOn('2024-05-01'), 'setting');
  const { frame } = fillCase(scoring.filler, program, testCase({ caseNo: 'C1', totalCost: decimal(totalCost) }), {
    regionCode: plan.region,
  });
  const frames = { fundYear: setting.fundYear, institution: must(setting.institutions.get('H1'), 'H1'), caseFrame: frame };
  const scored = runScoring(scoring, frames, () => ({ group: GROUP }), tables.verdict);
  if (scored.kind !== 'scored')
    throw new Error(JSON.stringify(scored, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)));
  return must(
    traceCase(scoring, frames, scored, tables.verdict).find(({ decision }) => decision === 'severity'),
    'step',
  );
}

describe('a row of a decision table in the trace of a case', () => {
  it.each([
    ['20000.00', '1.20', 'dear', ['demo#2']],
    ['19999.99', '1.10', 'middling', ['demo#1']],
    ['9999.99', '1.00', 'otherwise', ['demo#3']],
  ])('at %s gives %s by the row that decides, on what that row rests on', async (cost, output, rule, basis) => {
    const step = await severityOf(cost);
    expect([step.output, step.rule, step.basis]).toEqual([output, rule, basis]);
  });

  it('stands beside the rows that did not hold, each with its own basis, cited as its source', async () => {
    const step = await severityOf('19999.99');
    expect(step.rules.map(({ name, fired, basis }) => [name, fired, basis])).toEqual([
      ['dear', false, ['demo#2']],
      ['middling', true, ['demo#1']],
    ]);
    const [told] = explainTrace([step], (await compiling).effective);
    expect(told?.basis.map(({ source, article }) => [source, article])).toEqual([['demo', '1']]);
  });
});
