import { describe, expect, it } from 'vitest';
import { boardRow } from '../../../../src/app/periods/board/settlement-periods.js';
import type { InstitutionStanding, PeriodStanding } from '../../../../src/app/periods/board/year-standing.js';
import { declarationsOf } from '../../../../src/app/periods/declared/declarations.js';
import type { DeclarationState } from '../../../../src/app/ports/clearing/ports-period.js';

function institution(institutionCode: string, states: readonly DeclarationState[], isPaid = false): InstitutionStanding {
  const key = { regionCode: '990900', year: 2025, insurance: 'EMPLOYEE', period: '08' } as const;
  const made = { reason: '', createdById: 'a', createdByName: 'a', createdAt: new Date(0) };
  const events = states.map((state) => ({ ...key, ...made, institutionCode, state, figures: { cases: 1, fundFen: 1n } }));
  const counted = { cases: 1, fundFen: 1n };
  const declaration = declarationsOf(events).get(institutionCode) ?? null;
  const words = { consent: null, openObjections: 0, payments: 0, receipts: 0 };
  return {
    regionCode: key.regionCode,
    institutionCode,
    counted,
    payableFen: null,
    paidFen: 0n,
    isPaid,
    declaration,
    status: 'ACTIVE',
    ...words,
  };
}

function august(institutions: readonly InstitutionStanding[], more: Partial<PeriodStanding> = {}): PeriodStanding {
  return {
    period: { kind: 'MONTH', key: '08', from: '2025-08-01', to: '2025-08-31' },
    deadlines: { declareBy: { day: 10 } },
    due: { declareBy: '2025-09-10', publishBy: null, payBy: '2025-10-14', closeBy: null, figuresBy: null },
    ...{ isCalendarStated: true, run: null, isConfirmed: false, publication: null, figuresPublishedAt: null, institutions },
    ...more,
  };
}

describe('a row of the board of periods (N26-4)', () => {
  const waiting = august([institution('H1', []), institution('H2', ['DECLARED', 'RETURNED']), institution('H3', ['DECLARED'])]);

  it('is late from the day after the day due', () => {
    expect(boardRow(waiting, '2025-09-10').late).toEqual([]);
    expect(boardRow(waiting, '2025-09-11').late).toEqual(['DECLARATION']);
    expect(boardRow(waiting, '2025-10-14').late).toEqual(['DECLARATION']);
    expect(boardRow(waiting, '2025-10-15').late).toEqual(['DECLARATION', 'PAYMENT']);
  });

  it('says for whom it waits: missing or returned, to be reviewed, to be paid', () => {
    expect(boardRow(waiting, '2025-09-10')).toMatchObject({
      state: 'DECLARING',
      declared: 1,
      undeclared: ['H1', 'H2'],
      unreviewed: ['H3'],
    });
    const reviewed = ['DECLARED', 'FIRST_REVIEWED', 'SECOND_REVIEWED'] as const;
    const closed = august([institution('H1', reviewed, true), institution('H2', reviewed)], { isConfirmed: true });
    expect(boardRow(closed, '2025-10-15')).toMatchObject({ state: 'CONFIRMED', reviewed: 2, paid: 1, unpaid: ['H2'], late: ['PAYMENT'] });
    const paid = august([institution('H1', reviewed, true)], { isConfirmed: true });
    expect(boardRow(paid, '2025-10-15')).toMatchObject({ state: 'PAID', unpaid: [], late: [] });
  });

  it('asks nobody to declare where no day is stated', () => {
    const free = august([institution('H1', [])], {
      deadlines: {},
      due: { declareBy: null, publishBy: null, payBy: null, closeBy: '2025-09-30', figuresBy: null },
    });
    expect(boardRow(free, '2025-10-01')).toMatchObject({ state: 'OPEN', undeclared: [], late: ['CLOSING'] });
  });

  it('is late with its figures until they are published (N26-5)', () => {
    const due = { declareBy: null, publishBy: null, payBy: null, closeBy: null, figuresBy: '2025-10-16' };
    const closed = august([institution('H1', ['DECLARED'], true)], { isConfirmed: true, due });
    expect(boardRow(closed, '2025-10-16').late).toEqual([]);
    expect(boardRow(closed, '2025-10-17').late).toEqual(['FIGURES']);
    expect(boardRow({ ...closed, figuresPublishedAt: new Date(0) }, '2025-10-17').late).toEqual([]);
  });
});
