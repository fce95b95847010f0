import { Decimal } from 'decimal.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REGION } from '../city.js';
import { INPUT } from '../scoring/input.js';
import { openEndpoint, platformOver, type TestEndpoint } from '../endpoint.js';
import { driveNextRun } from '../../../src/app/clearing/drive-run.js';
import { chinaDay } from '../../../src/app/base/china-day.js';
import { addDays } from '../../../src/engine/kit/calendar.js';
import { must } from '../../../src/engine/kit/assert.js';

const YEAR = { regionCode: REGION, year: 2024, insurance: 'EMPLOYEE' } as const;
const ERRORS = '... on ValidationError { fields { code } } ... on Error { code }';

describe('statements, from their publication to the receipt of what was paid, over GraphQL alone (N21-30d, N25-27, N25-27b, N26-2)', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.close());

  type Answer = Record<string, unknown> & { readonly __typename: string };
  const mutate = async (name: string, input: object, fields: string, key = 'FINANCE'): Promise<Answer> => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const text = `mutation M($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Payload { ${fields} } ${ERRORS} } }`;
    const { data, errors } = await endpoint.ask<Record<string, Answer>>(text, { key, variables: { input } });
    expect(errors).toEqual([]);
    return must(data?.[name], name);
  };
  /** The figures of a run's whole region, by the run and from the list. */
  const figuresOf = async (id: string, key: string): Promise<unknown> => {
    const names = 'cases exceptions totalPoints pointValue pointValueFraction payable imbalance distinctSituations reJudged';
    const list = `clearingRuns(regionCode: "${REGION}", first: 1) { edges { node { ${names} } } }`;
    const { data, errors } = await endpoint.ask<{ clearingRun: unknown; clearingRuns: { edges: readonly { node: unknown }[] } }>(
      `{ clearingRun(id: "${id}") { ${names} } ${list} }`,
      { key },
    );
    expect(errors).toEqual([]);
    expect(data?.clearingRuns.edges[0]?.node).toEqual(data?.clearingRun);
    return data?.clearingRun;
  };
  const lastDay = chinaDay(new Date());

  it('publishes, objects, answers, confirms, pays, receives and recovers', async () => {
    const started = await mutate('startClearingRun', { ...YEAR, idempotencyKey: 'statements' }, 'clearingRun { id }');
    const { id } = started.clearingRun as { id: string };
    await driveNextRun(platformOver(endpoint.city.store), 'test');
    const statements = (key: string) =>
      endpoint.ask<{ clearingRun: Record<string, unknown> & { statements: { edges: { node: Record<string, unknown> }[] } } }>(
        `{ clearingRun(id: "${id}") { stage standsOutHash: id publication { name lastDay createdBy silentConsent reason }
             objections { id institutionCode text onBehalf source createdBy answer { outcome answer reason createdBy } }
             adjustment { previousRunNo }
             statements { edges { node { institution { code } payable consent confirmation institutionConfirmation { reason source onBehalf createdBy } objections { text } } } } } }`,
        { key },
      );
    const run = async (key: string) => must((await statements(key)).data?.clearingRun, 'run');
    expect((await run('INSTITUTION')).statements.edges).toEqual([]);
    const figures = async (key: string) => (await figuresOf(id, key)) as Readonly<Record<string, unknown>>;
    const ofRegion = await figures('FINANCE');
    expect(Object.values(ofRegion)).not.toContain(null);
    expect(new Set(Object.values(await figures('INSTITUTION')))).toEqual(new Set([null]));
    const publish = { id, lastDay, reason: '公示', idempotencyKey: 'publish' };
    expect(await mutate('publishClearingRun', publish, 'publication { name }', 'INSTITUTION')).toMatchObject({ code: 'FORBIDDEN' });
    const told = await mutate('publishClearingRun', publish, 'publication { name lastDay }');
    expect(told).toMatchObject({ publication: { name: '2024年全年预清算', lastDay } });
    expect(await figures('INSTITUTION')).toEqual(ofRegion);
    const other = await mutate('publishClearingRun', { ...publish, idempotencyKey: 'again', lastDay: addDays(lastDay, 1) }, '__typename');
    expect(other.code).toBe('CONFLICT');

    const objection = { id, institutionCode: 'H1', text: '病例 S001 应入另一组', idempotencyKey: 'object' };
    const others = { ...objection, institutionCode: 'H2', idempotencyKey: 'others' };
    expect(await mutate('raiseObjection', others, '__typename', 'INSTITUTION')).toMatchObject({ fields: [{ code: 'OTHER_INSTITUTION' }] });
    const raised = await mutate('raiseObjection', objection, 'objection { id createdBy onBehalf answer { answer } }', 'INSTITUTION');
    expect(raised.objection).toMatchObject({ onBehalf: false, answer: null });
    expect((await run('INSTITUTION')).statements.edges).toMatchObject([
      { node: { consent: 'OBJECTED', objections: [{ text: objection.text }] } },
    ]);
    const answer = { regionCode: REGION, objectionId: (raised.objection as { id: string }).id, outcome: 'REJECTED' };
    const answered = { ...answer, answer: '按规则入组', reason: '复核', idempotencyKey: 'answer' };
    expect(await mutate('answerObjection', answered, '__typename', 'INSTITUTION')).toMatchObject({ code: 'FORBIDDEN' });
    expect(await mutate('answerObjection', answered, 'objection { answer { outcome answer } }')).toMatchObject({
      objection: { answer: { outcome: 'REJECTED', answer: '按规则入组' } },
    });

    const agree = { id, institutionCodes: ['H1'], reason: '无异议', idempotencyKey: 'agree' };
    const fields = 'statements { institutionCode consent }';
    expect(await mutate('confirmStatements', agree, fields, 'INSTITUTION')).toMatchObject({
      statements: [{ institutionCode: 'H1', consent: 'CONFIRMED' }],
    });
    const rest = { id, institutionCodes: ['H2', 'H3'], reason: '书面确认', idempotencyKey: 'rest' };
    expect(await mutate('confirmStatements', rest, fields)).toMatchObject({ fields: [{ code: 'ON_BEHALF_SOURCE' }] });
    await mutate('confirmStatements', { ...rest, source: '盖章确认单' }, fields);
    const seen = await run('AUDITOR');
    expect(seen.statements.edges.map(({ node }) => node.consent)).toEqual(['CONFIRMED', 'ON_BEHALF', 'ON_BEHALF']);
    expect(seen.statements.edges[1]?.node.institutionConfirmation).toMatchObject({ source: '盖章确认单', onBehalf: true });
    expect(seen).toMatchObject({
      publication: { silentConsent: false },
      objections: [{ institutionCode: 'H1', answer: { reason: '复核' } }],
    });
    const own = await run('INSTITUTION');
    expect(own.statements.edges.map(({ node }) => (node.institution as { code: string }).code)).toEqual(['H1']);

    const paid = { ...YEAR, institutionCode: 'H1', amount: '100.00', paidOn: '2025-03-01', reason: '拨付', idempotencyKey: 'pay' };
    const payment = (await mutate('recordPayment', paid, 'payment { id kind receipt { amount } receiptDifference }')).payment as {
      id: string;
    };
    expect(payment).toMatchObject({ kind: 'PAYMENT', receipt: null, receiptDifference: null });
    const receipts = [{ paymentId: payment.id, amount: '99.50', receivedOn: '2025-03-02' }];
    const received = { ...YEAR, receipts, reason: '已到账', idempotencyKey: 'receive' };
    const shown = 'receipts { paymentId amount receivedOn revision onBehalf createdBy }';
    expect(await mutate('confirmReceipts', received, shown, 'INSTITUTION')).toMatchObject({ receipts: [{ amount: '99.50', revision: 1 }] });
    const { data } = await endpoint.ask<{ fundYear: { payments: { edges: { node: object }[] } } }>(
      `{ fundYear(regionCode: "${REGION}", year: 2024, insurance: EMPLOYEE) { payments { edges { node { amount receipt { amount receivedOn } receiptDifference } } } } }`,
      { key: 'INSTITUTION' },
    );
    expect(data?.fundYear.payments.edges[0]?.node).toEqual({
      ...{ amount: '100.00', receipt: { amount: '99.50', receivedOn: '2025-03-02' }, receiptDifference: '-0.50' },
    });
    const recovery = { ...paid, amount: '-1.00', idempotencyKey: 'recover' };
    expect(await mutate('recordPayment', recovery, '__typename')).toMatchObject({ fields: [{ code: 'RECOVERY_SOURCE' }] });
    expect(await mutate('recordPayment', { ...recovery, source: '追回通知' }, '__typename')).toMatchObject({
      fields: [{ code: 'OVER_OWED' }],
    });
  });

  interface Change {
    readonly before: string | null;
    readonly after: string | null;
    readonly difference: string | null;
  }
  interface Compared {
    readonly isSameInput: boolean;
    readonly isSameCases: boolean;
    readonly isSameResult: boolean;
    readonly changedInstitutions: number;
    readonly pointValue: Change;
    readonly payable: Change;
    readonly institutions: {
      readonly totalCount: number;
      readonly edges: readonly { readonly node: { institution: { code: string }; payable: Change; points: Change; isChanged: boolean } }[];
    };
  }
  const CHANGE = '{ before after difference }';
  const compared = async (runNo: number, earlier: number, key: string, first = 50): Promise<Compared | null | undefined> => {
    const fields = `isSameInput isSameCases isSameResult changedInstitutions pointValue ${CHANGE} payable ${CHANGE}
      institutions(first: ${first}) { totalCount edges { node { institution { code } payable ${CHANGE} points ${CHANGE} isChanged } } }`;
    const { data, errors } = await endpoint.ask<{ clearingRuns: { edges: readonly { node: { comparedWith: Compared | null } }[] } }>(
      `{ clearingRuns(regionCode: "${REGION}", insurance: EMPLOYEE, runNo: ${runNo}, first: 1) { edges { node { comparedWith(runNo: ${earlier}) { ${fields} } } } } }`,
      { key },
    );
    expect(errors).toEqual([]);
    return data?.clearingRuns.edges[0]?.node.comparedWith;
  };

  it('lays a run beside an earlier one: each figure and each institution to the fen, who loses most first', async () => {
    const platform = platformOver(endpoint.city.store);
    const start = async (asked: object): Promise<number> => {
      const { clearingRun } = await mutate('startClearingRun', { ...YEAR, ...asked }, 'clearingRun { runNo }');
      await driveNextRun(platform, 'test');
      return (clearingRun as { runNo: number }).runNo;
    };
    const [first, same] = [await start({ idempotencyKey: 'compare-1' }), await start({ idempotencyKey: 'compare-2' })];
    const nothing = must(await compared(same, first, 'AUDITOR'), 'comparison');
    expect(nothing).toMatchObject({ isSameInput: true, isSameCases: true, isSameResult: true, changedInstitutions: 0 });
    expect(nothing.payable.difference).toBe('0.00');
    const late = { regionCode: REGION, cases: [{ ...INPUT, caseNo: 'LATE1' }], idempotencyKey: 'late' };
    expect(await mutate('importCases', late, 'accepted')).toMatchObject({ accepted: 1 });
    const other = await start({ idempotencyKey: 'compare-3' });
    const found = must(await compared(other, first, 'AUDITOR'), 'comparison');
    expect(found).toMatchObject({ isSameInput: true, isSameCases: false, isSameResult: false, changedInstitutions: 3 });
    const of = ({ before, after }: Change): Decimal => new Decimal(after ?? 0).minus(before ?? 0);
    for (const change of [found.pointValue, found.payable, ...found.institutions.edges.map(({ node }) => node.payable)])
      expect(change.difference).toBe(of(change).toFixed(change.difference?.split('.')[1]?.length ?? 0));
    expect(new Decimal(found.pointValue.difference ?? 0).isNegative()).toBe(true); // one more case for the same fund
    const differences = found.institutions.edges.map(({ node }) => new Decimal(node.payable.difference ?? 0));
    expect([...differences].sort((a, b) => a.comparedTo(b))).toEqual(differences);
    expect(found.institutions.edges.at(-1)?.node.institution.code).toBe('H1');
    expect(differences.reduce((sum, one) => sum.plus(one)).toFixed(2)).toBe(found.payable.difference);
    expect((await compared(other, first, 'AUDITOR', 1))?.institutions).toMatchObject({ totalCount: 3, edges: [{}] });
    // No institution is told of a run that was not published, and there is no run 999.
    expect(await compared(other, first, 'INSTITUTION')).toBeNull();
    expect(await compared(other, 999, 'AUDITOR')).toBeNull();
  });
});
