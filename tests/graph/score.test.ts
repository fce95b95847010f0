import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEndpoint, type TestEndpoint } from './endpoint.js';
import { REGION, stroke } from './city.js';
import { platformCaller } from '../../src/app/sample/first-start.js';
import { scoreCase } from '../../src/app/score-case.js';
import { explainTrace } from '../../src/rules/explain.js';
import { printExplanation } from '../../src/rules/explain-text.js';
import { decimal } from '../../src/engine/quantity.js';

describe('scoring', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.close());

  it('answers', async () => {
    const score = await scoreCase(endpoint.platform, platformCaller(endpoint.platform), REGION, stroke({caseNo: 'Z1', ageYears: 72, totalCost: decimal('25000.00')}));
    console.log(printExplanation(explainTrace(score.trace, score.compiled.effective)));
    console.log(printExplanation(explainTrace(score.trace, score.compiled.effective), 'en'));
    const a = await endpoint.ask(`{ clearingRuns(regionCode: "990300") { edges { node { id runNo stage budget fund pointValue imbalance payable waterfall { key total label { zh } amount runningTotal } statements(first: 2) { edges { node { institution { name } payable points steps { key amount runningTotal } trace { decision output formulaText {zh} allocation { zh } } } } } } } } inpatientCase(regionCode: "990300", caseNo: "S100") { caseNo score { ... on CaseScore { points } ... on Error { message } } scores { totalCount edges { node { runNo points payment trace { decision output } ruleset { version } reproducibilityKey } } } } }`);
    console.log(JSON.stringify(a, null, 1));
    expect(score.printed('points')).toBe('x');
  });
});
