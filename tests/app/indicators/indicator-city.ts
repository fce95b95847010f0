import { MONTHS_AND_QUARTERS } from '../../support/monthly-city.js';
import { BUDGET, tinyCase, upTo, type Edit, type TinyCity } from '../../support/tiny-city.js';
import type { InpatientCase } from '../../../src/engine/plan/inpatient-case.js';

const basis = ['demo#7'];
const round = (scale: number) => ({ scale, mode: 'HALF_UP' as const });
const included = { inclusion: 'INCLUDED' };

/** Indicators of the tiny city with months and quarters: of cases, of statements, of the year's fund, of what the mechanism counts. */
export const INDICATORS: Edit = (document) => {
  const city = MONTHS_AND_QUARTERS(document);
  return {
    ...city,
    facts: {
      ...city.facts,
      beds: { scope: 'institution', type: 'integer', unit: '1', optional: true, label: { zh: '床位数' } },
    },
    parameters: { ...city.parameters, smallCellMin: { value: '5', label: { zh: '隐去小数的界值' }, basis } },
    aggregates: [
      ...(city.aggregates ?? []),
      { id: 'includedCases', of: 'case', count: true, where: included, per: 'institutionTotal', label: { zh: '病例数' } },
      {
        id: 'bedDayCases',
        of: 'case',
        count: true,
        where: { inclusion: 'EXCLUDED' },
        per: 'institutionTotal',
        label: { zh: '床日病例数' },
      },
      { id: 'stayDays', of: 'case', sum: 'lengthOfStay', where: included, per: 'institutionTotal', label: { zh: '住院日' } },
    ],
    indicators: [
      ...[
        { id: 'settled', label: { zh: '结算人次' }, unit: 'case', numerator: 'includedCases', round: round(0), cell: 'includedCases' },
        {
          ...{ id: 'caseMix', label: { zh: '例均分值' }, unit: 'point/case', numerator: 'yearPoints', denominator: 'includedCases' },
          ...{ round: round(4), cell: 'includedCases', direction: 'HIGHER' as const },
        },
        {
          ...{ id: 'meanCost', label: { zh: '次均费用' }, unit: 'yuan/case', numerator: 'recordedCost', denominator: 'includedCases' },
          ...{ round: round(2), cell: 'includedCases' },
        },
        {
          ...{ id: 'included', label: { zh: '纳入率' }, unit: '1', numerator: 'counted.cases - counted.excluded' },
          ...{ denominator: 'counted.cases', round: round(6), cell: 'counted.cases' },
        },
        { id: 'preSettled', label: { zh: '预结算额' }, unit: 'yuan', numerator: 'preSettlement', round: round(2), cell: 'counted.cases' },
        {
          ...{ id: 'settlementRatio', label: { zh: '结算支付比' }, unit: '1', numerator: 'entitlement', denominator: 'recordedFund' },
          ...{ round: round(4), cell: 'includedCases' },
        },
        {
          id: 'upload',
          label: { zh: '上传率' },
          unit: '1',
          numerator: 'lists.accepted',
          denominator: 'declared.cases',
          round: round(4),
          cell: 'lists.accepted',
        },
      ].map((one) => ({ ...one, public: true as const, basis })),
      {
        ...{
          id: 'onTime',
          label: { zh: '及时上传率' },
          unit: '1',
          numerator: 'lists.accepted - lists.late',
          denominator: 'lists.accepted',
        },
        ...{ round: round(4), basis },
      },
      {
        id: 'bedDays24',
        label: { zh: '床日病例' },
        unit: 'case',
        numerator: 'bedDayCases',
        round: round(0),
        public: true,
        exempt: basis,
        basis,
      },
      {
        id: 'pointsPerBed',
        label: { zh: '床均分值' },
        unit: 'point',
        numerator: 'yearPoints',
        denominator: 'beds',
        round: round(2),
        basis,
      },
      { id: 'fundUse', label: { zh: '预算使用' }, unit: '1', numerator: 'preSettlement', denominator: 'dipBudget', round: round(6), basis },
      {
        id: 'coverage',
        label: { zh: '机构覆盖率' },
        unit: '1',
        numerator: 'institutions.settled',
        denominator: 'institutions.all',
        round: round(4),
        basis,
      },
      { id: 'paid', label: { zh: '拨付额' }, unit: 'yuan', numerator: 'payments.amount', round: round(2), basis },
    ],
  };
};

/** The tiny city with these indicators and cases; H1 has 200 beds. */
export async function makeIndicatorCity(
  city: TinyCity,
  cases: readonly InpatientCase[] = upTo(300).map((i) => tinyCase(i)),
  edit: Edit = INDICATORS,
): Promise<TinyCity> {
  await city.makeRegion();
  const { regionCode } = city;
  await city.write(async (unit) => {
    const { effectiveFrom, ...profile } = city.profile('H1', 'A');
    await unit.institutions.addProfiles([{ ...profile, effectiveFrom, attributes: { ...profile.attributes, beds: '200' } }]);
    await unit.announce(regionCode);
  });
  const { groupingHash } = await city.load(edit);
  await city.putCatalogue(groupingHash);
  await city.putCases(cases);
  await city.putYear(BUDGET);
  return city;
}
