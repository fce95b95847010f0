import { describe, expect, it } from 'vitest';
import { BOARD_COLUMNS, boardCells } from '../../../../src/cli/periods/period-rows.js';
import { boardRow } from '../../../../src/app/periods/board/settlement-periods.js';
import type { InstitutionStanding, PeriodStanding } from '../../../../src/app/periods/board/year-standing.js';
import { declarationsOf } from '../../../../src/app/periods/declared/declarations.js';
import type { DeclarationState } from '../../../../src/app/ports/clearing/ports-period.js';

/** National Day of 2025: 10-01 to 10-08 free, 09-28 and 10-11 worked. */
const OCTOBER = new Map([
  ...['01', '02', '03', '04', '05', '06', '07', '08'].map((day) => [`2025-10-${day}`, false] as const),
  ...['2025-09-28', '2025-10-11'].map((day) => [day, true] as const),
]);

function institution(institutionCode: string, states: readonly DeclarationState[], isPaid = false, on = '1970-01-01'): InstitutionStanding {
  const key = { regionCode: '990900', year: 2025, insurance: 'EMPLOYEE', period: '08' } as const;
  const made = { reason: '', createdById: 'a', createdByName: 'a', createdAt: new Date(`${on}T04:00:00Z`) };
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
    ...{
      isCalendarStated: true,
      run: null,
      isConfirmed: false,
      isPassedOver: false,
      publication: null,
      figuresPublishedAt: null,
      institutions,
    },
    ...{ done: { firstConfirmedOn: null, confirmedOn: null, lastPaidOn: null, figuresFirstOn: null }, stated: OCTOBER },
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

  it('is not waited for any more once the year was cleared for good without it', () => {
    const row = boardRow({ ...waiting, isPassedOver: true }, '2025-10-15');
    expect(row).toMatchObject({ late: [], met: [], undeclared: [], unreviewed: [] });
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

  it('shows what was late still when it is done: how many days, how many of them working days (N26-4, N26-5)', () => {
    const due = { declareBy: '2025-09-30', publishBy: '2025-10-09', payBy: '2025-10-10', closeBy: '2025-10-09', figuresBy: '2025-10-20' };
    const open = august([institution('H1', []), institution('H2', ['DECLARED'], false, '2025-09-29')], { due });
    expect(boardRow(open, '2025-10-10').met.slice(0, 2)).toEqual([
      { step: 'DECLARATION', dueOn: '2025-09-30', metOn: null, daysLate: 10, workingDaysLate: 2 },
      { step: 'PUBLICATION', dueOn: '2025-10-09', metOn: null, daysLate: 1, workingDaysLate: 1 },
    ]);
    const reviewed = ['DECLARED', 'FIRST_REVIEWED', 'SECOND_REVIEWED'] as const;
    const institutions = [institution('H1', reviewed, true, '2025-10-05'), institution('H2', reviewed, true, '2025-09-29')];
    const done = { firstConfirmedOn: '2025-10-09', confirmedOn: '2025-10-13', lastPaidOn: '2025-10-11', figuresFirstOn: '2025-10-21' };
    const row = boardRow(august(institutions, { due, done, isConfirmed: true, figuresPublishedAt: new Date(0) }), '2025-12-31');
    expect([row.state, row.late]).toEqual(['PAID', []]);
    expect(row.met).toEqual([
      { step: 'DECLARATION', dueOn: '2025-09-30', metOn: '2025-10-05', daysLate: 5, workingDaysLate: 0 }, // a holiday: late, by no working day
      { step: 'PUBLICATION', dueOn: '2025-10-09', metOn: '2025-10-09', daysLate: 0, workingDaysLate: 0 },
      { step: 'PAYMENT', dueOn: '2025-10-10', metOn: '2025-10-13', daysLate: 3, workingDaysLate: 2 }, // the Saturday was made up
      { step: 'CLOSING', dueOn: '2025-10-09', metOn: '2025-10-09', daysLate: 0, workingDaysLate: 0 },
      { step: 'FIGURES', dueOn: '2025-10-20', metOn: '2025-10-21', daysLate: 1, workingDaysLate: 1 },
    ]);
    expect(BOARD_COLUMNS.find(({ name }) => name === 'daysLate')?.text?.(boardCells(row)['daysLate'] ?? null)).toBe(
      '申报 0/5、拨付 2/3、公布数据 1/1',
    );
  });

  it('a declaration that was returned is met by the one made anew; nothing to declare is never late', () => {
    const due = { declareBy: '2025-09-10', publishBy: null, payBy: null, closeBy: null, figuresBy: null };
    const again = august([institution('H1', ['DECLARED', 'RETURNED', 'DECLARED'], false, '2025-09-12')], { due });
    expect(boardRow(again, '2025-12-31').met).toMatchObject([{ metOn: '2025-09-12', daysLate: 2, workingDaysLate: 2 }]);
    expect(boardRow(august([], { due }), '2025-12-31').met).toMatchObject([{ metOn: null, daysLate: 0, workingDaysLate: 0 }]);
  });
});
