import { dayNumber } from '../../engine/kit/calendar.js';
import { OTHER_FUND_FACTS, type InpatientCase } from '../../engine/plan/inpatient-case.js';
import { add, compare, decimal, printFixed, printShort, whole, ZERO, type Fraction } from '../../engine/number/quantity.js';
import type { CaseProblemCode } from './case-problems.js';

const YUAN_SCALE = 2;
const LONGEST_STAY_DAYS = 36_500;

/** Where a problem that several fields show together is reported. */
export interface ProblemSink {
  /** Whether a field is wrong by itself: then nothing can be said about it together with others. */
  readonly isWrong: (field: string) => boolean;
  readonly report: (path: readonly string[], code: CaseProblemCode, zh: string, en: string) => void;
}

/**
 * What only several fields of a case together show: dates in order, parts that never exceed their whole, ages that agree. Every door that takes
 * a case comes through here. Fields that are wrong by themselves are left out.
 */
export function checkTogether(sink: ProblemSink, value: InpatientCase): void {
  checkDates(sink, value);
  checkCosts(sink, value);
  checkPaid(sink, value);
  checkOtherFunds(sink, value);
  checkIntensiveCare(sink, value);
  checkAges(sink, value);
}

function checkDates(sink: ProblemSink, { admissionDate, dischargeDate, settlementDate }: InpatientCase): void {
  const beforeAdmission = admissionDate !== '' && dischargeDate !== '' && dischargeDate < admissionDate;
  if (beforeAdmission) {
    sink.report(
      ['dischargeDate'],
      'DATES_OUT_OF_ORDER',
      `出院日期 ${dischargeDate} 早于入院日期 ${admissionDate}。`,
      `Discharge on ${dischargeDate} is before admission on ${admissionDate}.`,
    );
  } else if (stayOf({ admissionDate, dischargeDate }) > LONGEST_STAY_DAYS) {
    sink.report(
      ['dischargeDate'],
      'OUT_OF_RANGE',
      `住院超过 ${LONGEST_STAY_DAYS} 天。`,
      `The stay is longer than ${LONGEST_STAY_DAYS} days.`,
    );
  }
  if (settlementDate === null) return;
  const [day, zh, en] =
    beforeAdmission || dischargeDate === '' ? [admissionDate, '入院', 'admission'] : [dischargeDate, '出院', 'discharge'];
  if (day === '' || settlementDate >= day) return;
  sink.report(
    ['settlementDate'],
    'DATES_OUT_OF_ORDER',
    `结算日期 ${settlementDate} 早于${zh}日期 ${day}。`,
    `Settlement on ${settlementDate} is before ${en} on ${day}.`,
  );
}

/** Days from admission to discharge; −1 where they are not known. */
function stayOf({ admissionDate, dischargeDate }: Pick<InpatientCase, 'admissionDate' | 'dischargeDate'>): number {
  return admissionDate === '' || dischargeDate === '' ? -1 : dayNumber(dischargeDate) - dayNumber(admissionDate);
}

function checkCosts(sink: ProblemSink, { costs, totalCost }: InpatientCase): void {
  if (sink.isWrong('totalCost')) return;
  const sum = [...costs.values()].reduce(add, ZERO);
  if (compare(sum, totalCost) <= 0) return;
  const [partsText, totalText] = [yuanText(sum), yuanText(totalCost)];
  sink.report(
    ['totalCost'],
    'COSTS_EXCEED_TOTAL',
    `分类费用合计 ${partsText} 元，多于医疗总费用 ${totalText} 元。`,
    `The costs by category add up to ${partsText} yuan, more than the total of ${totalText}.`,
  );
}

/** 基金记账与目录外自费 are parts of the total cost, each and together. */
function checkPaid(sink: ProblemSink, { fundPaid, selfPaidOutside, totalCost }: InpatientCase): void {
  if (sink.isWrong('totalCost')) return;
  const total = yuanText(totalCost);
  const tooMuch = (field: string, amount: Fraction | null, zh: string, en: string): boolean => {
    if (amount === null || compare(amount, totalCost) <= 0) return false;
    sink.report(
      [field],
      'PAID_EXCEEDS_TOTAL',
      `${zh} ${yuanText(amount)} 元，多于医疗总费用 ${total} 元。请核对单位和错位。`,
      `${en} of ${yuanText(amount)} yuan is more than the total cost of ${total}. Check the unit, and whether columns were shifted.`,
    );
    return true;
  };
  const fundTooMuch = tooMuch('fundPaid', fundPaid, '基金记账金额', 'A recorded fund payment');
  const selfTooMuch = tooMuch('selfPaidOutside', selfPaidOutside, '目录外自费', 'An amount self-paid outside the catalogue');
  if (fundTooMuch || selfTooMuch || fundPaid === null || selfPaidOutside === null) return;
  tooMuch('fundPaid', add(fundPaid, selfPaidOutside), '基金记账金额与目录外自费合计', 'Fund payment and self-paid amount together');
}

/** 其他基金支付 with the basic fund's payment is a part of the total cost: every fund pays a share of one bill. */
function checkOtherFunds(sink: ProblemSink, { attributes, fundPaid, totalCost }: InpatientCase): void {
  if (attributes.size === 0 || sink.isWrong('totalCost') || sink.isWrong('fundPaid')) return;
  const stated = OTHER_FUND_FACTS.flatMap((name) => attributes.get(name) ?? []);
  const [last] = OTHER_FUND_FACTS.filter((name) => attributes.has(name)).slice(-1);
  const sum = stated.reduce((total, amount) => add(total, decimal(amount)), fundPaid ?? ZERO);
  if (last === undefined || compare(sum, totalCost) <= 0) return;
  sink.report(
    [last],
    'PAID_EXCEEDS_TOTAL',
    `各基金支付合计 ${yuanText(sum)} 元，多于医疗总费用 ${yuanText(totalCost)} 元。基金记账金额只填基本医保统筹基金支付的部分，其他基金支付另列。`,
    `All funds together paid ${yuanText(sum)} yuan, more than the total cost of ${yuanText(totalCost)}. The recorded fund payment is that of the basic fund alone; what other funds paid stands beside it.`,
  );
}

/** 监护病房天数: a stay touches one calendar day more than it has nights, so that many days in intensive care are possible. */
function checkIntensiveCare(sink: ProblemSink, value: InpatientCase): void {
  const { icuDays } = value;
  const stay = stayOf(value);
  if (icuDays === null || stay < 0 || compare(icuDays, whole(stay + 1)) <= 0) return;
  sink.report(
    ['icuDays'],
    'ICU_EXCEEDS_STAY',
    `监护病房 ${printShort(icuDays)} 天，多于住院的 ${stay + 1} 个日历日。若数据是小时，请换算为天。`,
    `${printShort(icuDays)} days in intensive care, more than the ${stay + 1} calendar days of the stay. If these are hours, convert them to days.`,
  );
}

/** Age in whole years must be one of those that the days allow, give or take leap days. */
function checkAges(sink: ProblemSink, { ageYears, ageDays }: InpatientCase): void {
  if (ageYears === null || ageDays === null) return;
  const youngest = Math.floor(ageDays / 366);
  const oldest = Math.floor(ageDays / 365);
  if (ageYears >= youngest && ageYears <= oldest) return;
  sink.report(
    ['ageDays'],
    'AGES_DISAGREE',
    `年龄 ${ageYears} 岁与 ${ageDays} 天不符。不足一周岁填 0 岁和天数，满一周岁可不填天数。`,
    `${ageYears} years and ${ageDays} days do not agree. Below one year state 0 and the days; from one year on the days may be left out.`,
  );
}

function yuanText(amount: Fraction): string {
  return printFixed(amount, YUAN_SCALE);
}
