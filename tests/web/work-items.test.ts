import { describe, expect, it } from 'vitest';
import type { DraftsWaitingQuery, PeriodStandingFragment } from '../../web/generated/parts/worklist/graphql.js';
import { draftItems, periodItems, type WorkCaller } from '../../web/parts/worklist/work-items.js';

type Draft = DraftsWaitingQuery['rulesetDrafts'][number];

const TODAY = '2026-02-10';
const caller = (permissions: readonly string[], more: Partial<WorkCaller> = {}): WorkCaller => ({
  ...{ name: '甲', institutionCode: undefined },
  mayOneOf: (asked) => asked.some((one) => permissions.includes(one)),
  ...more,
});
const FINANCE = caller(['period:declare', 'period:review', 'run:publish', 'run:confirm', 'payment:write', 'run:start']);

const period = (key: string, more: Partial<PeriodStandingFragment> = {}): PeriodStandingFragment => ({
  ...{
    key,
    kind: key === 'YEAR' ? 'YEAR' : 'MONTH',
    to: '2025-01-31',
    state: 'OPEN',
    runNo: null,
    late: [],
    openObjections: 0,
    institutions: 2,
  },
  ...{ undeclared: [], unreviewed: [], unconsented: [], unpaid: [] },
  ...more,
});
const draft = (draftId: string, more: Partial<Draft> = {}): Draft => ({
  ...{ draftId, name: `草案 ${draftId}`, state: 'DRAFT', moves: [], events: [{ seq: 1, kind: 'SAVED', by: '甲' }] },
  ...more,
});
const told = (items: readonly { readonly kind: string; readonly path?: string; readonly count?: number }[]) =>
  items.map(({ kind, path, count }) => [kind, path, count].filter((part) => part !== undefined).join(' '));

describe('what waits of drafts', () => {
  it('is what the caller may approve or publish, and what he began', () => {
    const refusal = { zh: '自己提交的不能批准' };
    const drafts = [
      draft('a', { state: 'IN_REVIEW', moves: [{ kind: 'APPROVE', refusal: null }] }),
      draft('b', {
        state: 'IN_REVIEW',
        moves: [
          { kind: 'APPROVE', refusal },
          { kind: 'RETURN', refusal: null },
        ],
      }),
      draft('c', { state: 'APPROVED', moves: [{ kind: 'PUBLISH', refusal: null }] }),
      draft('d'),
      draft('e', { events: [{ seq: 1, kind: 'SAVED', by: '乙' }] }),
      draft('f', {
        events: [
          { seq: 1, kind: 'SAVED', by: '甲' },
          { seq: 2, kind: 'SUBMITTED', by: '甲' },
          { seq: 3, kind: 'RETURNED', by: '乙' },
        ],
      }),
      draft('g', { state: 'PUBLISHED' }),
    ];
    expect(told(draftItems(drafts, caller(['ruleset:draft'])))).toEqual([
      'APPROVE /changes/a',
      'RELEASE /changes/c',
      'WRITE /drafts/d',
      'REWORK /drafts/f',
    ]);
    expect(told(draftItems(drafts, caller([])))).toEqual(['APPROVE /changes/a', 'RELEASE /changes/c']);
  });
});

describe('what waits of periods', () => {
  const periods = [
    period('01', { state: 'PAID', runNo: 1 }),
    period('02', { late: ['DECLARATION', 'PAYMENT'], undeclared: ['H1', 'H2'] }),
    period('03', { late: ['PAYMENT'], state: 'CONFIRMED', runNo: 3, unpaid: ['H1'] }),
    period('04', { state: 'PUBLISHED', runNo: 4, openObjections: 2, unconsented: ['H1'] }),
    period('05', { state: 'SETTLED', runNo: 5, unreviewed: ['H1', 'H2'] }),
    period('YEAR', { to: '2025-12-31' }),
  ];

  it('is late first, one line a step, then what is to be done of each period', () => {
    const items = periodItems(periods, 'EMPLOYEE', TODAY, FINANCE);
    expect(told(items)).toEqual([
      'LATE_DECLARATION',
      'LATE_PAYMENT',
      'PAY 1',
      'ANSWER /clearing/4 2',
      'CONFIRM /clearing/4',
      'PUBLISH /clearing/5',
      'REVIEW 2',
      'CLEAR /clearing',
    ]);
    expect(items[1]?.periods).toEqual(['02', '03']);
    expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
    expect(periodItems(periods, 'EMPLOYEE', '2025-12-31', FINANCE).some(({ kind }) => kind === 'CLEAR')).toBe(false);
    // Nobody was treated on this insurance: there is nothing to clear.
    expect(periodItems([period('YEAR', { institutions: 0 })], 'RESIDENT', TODAY, FINANCE)).toEqual([]);
  });

  it('is nothing for whoever may do nothing of it', () => {
    expect(periodItems(periods, 'EMPLOYEE', TODAY, caller([]))).toEqual([]);
    // Who only reviews cannot declare what others have not.
    expect(told(periodItems(periods, 'EMPLOYEE', TODAY, caller(['period:review'])))).toEqual(['REVIEW 2']);
    expect(told(periodItems(periods, 'EMPLOYEE', TODAY, caller(['payment:write'])))).toEqual(['LATE_PAYMENT', 'PAY 1']);
  });

  it('of an institution is its own: to declare, and to agree', () => {
    const permissions = ['period:declare', 'statement:confirm', 'run:publish'];
    const [h1, h3] = ['H1', 'H3'].map((institutionCode) => caller(permissions, { institutionCode }));
    expect(told(periodItems(periods, 'RESIDENT', TODAY, h1 ?? FINANCE))).toEqual(['DECLARE', 'CONSENT /clearing/4/H1']);
    expect(periodItems(periods, 'RESIDENT', TODAY, h3 ?? FINANCE)).toEqual([]);
  });
});
