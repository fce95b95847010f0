import type { DiseaseGroup, GroupMatch, OperationClauses } from '../../../src/engine/plan/catalogue.js';
import { compileCodeList } from '../../../src/rules/compile/compile-tables.js';
import { decimal } from '../../../src/engine/number/quantity.js';
import type { GroupKind } from '../../../src/engine/plan/group-terms.js';
import type { CodeList, GroupingMethod } from '../../../src/engine/plan/plan.js';

/** Rows of the national DIP 3.0 library, written by hand: only those that the cases of its tests need, cells as printed. */

const RESECTION = '33.2400x001|33.2400x002|33.2402|33.2403|33.2405';
const DRAINAGE = '34.0401|34.9101|34.9103|34.9104';
const NON_INVASIVE = '93.9000|93.9000x002|93.9000x003|93.9001';
const CHOLECYSTECTOMY = '51.2300|51.2400|51.2401';
const ENDOSCOPIC = '51.8500x002|51.8800x009|51.8801|51.8802';
const LITHOTOMY = '51.8803|51.8805|51.8800x006';
const GASTROSCOPIC = '44.1300x001|45.1300x004|45.2302';
const BIOPSY = '44.1401|45.2501|45.1600x001|45.1401|45.1402|48.2401';
const DEBRIDEMENT = '86.2200x011|86.2201|86.2202|86.2203';
const GRAFT = '86.6201|86.6202|86.6501|86.6601|86.6701|86.6702|86.6903|86.6904|86.6905|86.6906';

const codes = (cell: string): string[] => (cell === '' ? [] : [...new Set(cell.split('|'))]);
/** `|` is or, `+` is and and binds tighter: `A|B+C` is A, or B and C, so that A or B is needed, and A or C. */
function clauses(cell: string): OperationClauses {
  const alternatives = codes(cell).map((one) => one.split('+'));
  const joined = alternatives.reduce<string[][]>((made, all) => made.flatMap((one) => all.map((code) => [...one, code])), [[]]);
  return cell === '' ? [] : joined;
}

interface Row extends Partial<Omit<GroupMatch, 'diagnoses' | 'otherDiagnoses' | 'operations' | 'relatedOperations'>> {
  readonly others?: string;
}

function row(code: string, diagnoses: string, cells: string, { others = '', ...more }: Row = {}): DiseaseGroup {
  const [main = '', related = ''] = cells.split('/').map((cell) => cell.trim());
  const kinds: Readonly<Record<string, GroupKind>> = { XQ: 'PRE', BX: 'MERGED', FZ: 'SUBDIVIDED', JC: 'CORE' };
  return {
    ...{ code, name: code, kind: kinds[code.slice(0, 2)] ?? 'CORE', flags: [], points: decimal('100'), meanCost: new Map() },
    ...{ meanDays: null, variation: null, caseCount: null, auxiliary: new Map() },
    match: {
      ...more,
      diagnoses: codes(diagnoses),
      otherDiagnoses: codes(others),
      operations: clauses(main),
      relatedOperations: clauses(related),
    },
  };
}

const ANYWHERE: Row = { operationPlace: 'ANY' };
const P07 = (birthWeightMin: number, birthWeightMax: number): Row => ({
  ...{ others: 'P07', otherDiagnosisPlace: 'ANY', ageDaysMax: 28, birthWeightMin, birthWeightMax },
});

/** 先期分组. */
const FIRST: readonly DiseaseGroup[] = [
  row('XQ-7', '', '33.5000x001|33.5100|33.5200'),
  row('XQ-13', '', '96.7201+39.9500x007', ANYWHERE),
  row('XQ-14', '', '96.7201', ANYWHERE),
  row('XQ-16', '', '', P07(0, 999)),
  row('XQ-17', '', '', P07(1000, 1499)),
  row('XQ-18', '', '', P07(1500, 1999)),
  row('XQ-19', '', '', P07(2000, 2499)),
];

/** The cell of BX-1040 as printed: the only one here with both signs. */
export const MIXED_CELL = '51.2300|51.8701+51.8806|51.8801';

/** 并项: number, diagnosis, main / related. */
const MERGED: readonly DiseaseGroup[] = (
  [
    [20, 'A09.0', GASTROSCOPIC],
    [21, 'A09.0', BIOPSY],
    [22, 'A09.9', GASTROSCOPIC],
    [23, 'A09.9', BIOPSY],
    [28, 'A41', RESECTION],
    [29, 'A41', DRAINAGE],
    [30, 'A41', '39.9500|39.9501'],
    [32, 'A41', NON_INVASIVE],
    [1024, 'K80', `${CHOLECYSTECTOMY} / 50.0x03`],
    [1025, 'K80', `${CHOLECYSTECTOMY} / 51.8600x002`],
    [1026, 'K80', `${CHOLECYSTECTOMY} / 51.8803`],
    [1027, 'K80', `${CHOLECYSTECTOMY} / 51.8803+51.8701`],
    [1028, 'K80', `${CHOLECYSTECTOMY} / 51.8807`],
    [1029, 'K80', CHOLECYSTECTOMY],
    [1033, 'K80', '51.8500x002|51.8800x009|51.8800|51.8800x009|51.8801 / 51.2300'],
    [1034, 'K80', `${ENDOSCOPIC} / 51.8403`],
    [1036, 'K80', ENDOSCOPIC],
    [1037, 'K80', '51.8600x002|51.8700x003'],
    [1038, 'K80', '51.8700x003 / 51.8600x002'],
    [1039, 'K80', `${LITHOTOMY} / 51.2300|51.8701`],
    [1040, 'K80', `${LITHOTOMY} / ${MIXED_CELL}`],
    [1041, 'K80', LITHOTOMY],
    [1311, 'N44', '62.2x00x002|62.3x00|62.3x01'],
    [1312, 'N44', '62.3x00 / 62.5x00'],
    [1742, 'Z51.1', '99.2505 / 54.9702'],
  ] as const
).map(([number, diagnosis, cells]) => row(`BX-${number}`, diagnosis, cells));

const TUMOURS = ['C00-C75', 'C76-C80', 'C81-C86', 'C88', 'C90', 'C91-C95'];
const DRUGS = ['99.2503', '99.2503+99.2800x005', '99.2503+99.2800x006', '99.2503+99.2800x006+99.2800x005'];
const RESISTANT = [
  ...[10, 12, 14, 16, 20, 22, 24, 26].map((n) => `A15.000x0${n}`),
  ...['002', '003', '004', '005', '007', '008', '009', '010'].map((n) => `A15.100x${n}`),
].join('|');
const instead = (annex: string): Row => (annex === '' ? {} : { principalInstead: annex.split('|') });
const resistant = (annex = ''): Row => ({ others: 'U84.300', ...instead(annex) });
const notResistant = (annex = ''): Row => ({ absentDiagnoses: ['U84.300'], ...instead(annex) });
const THIRD_DEGREE = ['T20.3', 'T21.3', 'T22.3', 'T23.3', 'T24.3', 'T25.3', 'T20.7', 'T21.7', 'T22.7', 'T23.7', 'T24.7', 'T25.7'].join('|');
const AREA = 'T31.1|T31.2|T32.1|T32.2';

/** 诊断辅助细分: tumours, tuberculosis, burns. */
const SUBDIVIDED: readonly DiseaseGroup[] = [
  ...TUMOURS.flatMap((others, r) => DRUGS.map((drugs, k) => row(`FZ-${1770 + 4 * r + k}`, 'Z51.1', drugs, { others }))),
  row('FZ-1824', 'A15-A16', RESECTION, resistant(RESISTANT)),
  row('FZ-1825', 'A15-A16', RESECTION, notResistant(RESISTANT)),
  row('FZ-1836', 'A15-A16', '', resistant(RESISTANT)),
  row('FZ-1837', 'A15-A16', '', notResistant(RESISTANT)),
  row('FZ-1838', 'A17', '03.3101', resistant()),
  row('FZ-1839', 'A17', '03.3101', notResistant()),
  row('FZ-1840', 'A17', '', resistant()),
  row('FZ-1841', 'A17', '', notResistant()),
  row('FZ-1760', THIRD_DEGREE, '', { others: AREA }),
  row('FZ-1761', THIRD_DEGREE, DEBRIDEMENT, { others: AREA }),
  row('FZ-1762', THIRD_DEGREE, GRAFT, { others: AREA }),
  row('FZ-1763', THIRD_DEGREE, `${GRAFT} / 86.6901|86.6902`, { others: AREA }),
];

/** 基础规则. */
const BASIC: readonly DiseaseGroup[] = (
  [
    [1867, 'A09.0', ''],
    [1868, 'A09.9', ''],
    [1878, 'A41', '03.3101'],
    [1882, 'A41', ''],
    [2032, 'C23', '51.2300'],
    [2033, 'C23', ''],
    [2098, 'C55', ''],
    [2099, 'C56', '65.1201'],
    [2103, 'C56', '65.4900x001'],
    [2105, 'C56', '65.6300'],
    [2106, 'C56', '99.2503'],
    [2107, 'C56', ''],
  ] as const
).map(([number, diagnosis, cells]) => row(`JC-${number}`, diagnosis, cells));

/** The rows in the order of the book. */
export const DIP_BOOK: readonly DiseaseGroup[] = [...FIRST, ...MERGED, ...SUBDIVIDED, ...BASIC];

/** The lists of sheet 五, in part, as tables of a ruleset. */
export const DIP_LISTS = {
  excluded: ['A09.900', 'A16.000', 'Z51.100', 'K80.000', 'I10.x00', 'I21.000', 'I25.200', 'I25.200x006'],
  conservative: ['33.2400', '33.5000', '44.1300', '44.1400', '45.1300', '50.9200', '51.8500', '51.8700', '52.8000', '34.0400', '47.0900'],
  neverMain: ['37.2600x001', '44.1100x002', '45.1101', '45.2101', '45.9104', '45.9301', '48.2101'],
  digestiveOnly: ['44.1300x001', '44.1401', '45.1300x004', '45.1302', '45.1600x001', '45.2302', '45.2501'],
  digestive: ['A00*-A09*', 'C15*-C26*', 'D01*', 'D12*', 'D13*', 'D37*', 'I85*', 'K20*-K93*'],
} as const;

const list = (id: keyof typeof DIP_LISTS): CodeList =>
  compileCodeList(id, { kind: 'codes', codes: [...DIP_LISTS[id]], label: { zh: id }, basis: ['demo#1'] });

/** The reading of the book (docs/decisions/0030-dip-library.md). */
export const DIP_METHOD: GroupingMethod = {
  exclude: list('excluded'),
  layers: ['PRE', 'MERGED', 'SUBDIVIDED', 'CORE'],
  operations: 'MAIN_THEN_RELATED',
  mainOperations: [
    { operations: list('conservative'), otherwise: 'CONSERVATIVE' },
    { operations: list('digestiveOnly'), diagnoses: list('digestive'), otherwise: 'CONSERVATIVE' },
    { operations: list('neverMain'), otherwise: 'NEXT' },
  ],
  operationKinds: { CONSERVATIVE: list('conservative') },
  unlistedOperations: 'SURGERY',
  admit: [],
  ties: ['MOST_CONDITIONS', 'LONGEST_DIAGNOSIS', 'GROUP_NUMBER', 'GROUP_CODE'],
  diagnosis: 'PREFIX',
  partial: false,
};

interface DipCase {
  readonly diagnoses: string;
  readonly operations: string;
  readonly ageDays: number | null;
  readonly birthWeightGrams: number | null;
  readonly group: string;
}

const dipCase = (diagnoses: string, operations: string, group: string, [ageDays, grams]: readonly number[] = []): DipCase => ({
  ...{ diagnoses, operations, group, ageDays: ageDays ?? null, birthWeightGrams: grams ?? null },
});

/** Cases with the group that follows from the rows; first diagnosis principal, first operation main. NONE: no core group. */
export const DIP_CASES: readonly DipCase[] = [
  dipCase('K80.302', '51.2300', 'BX-1029'),
  dipCase('K80.000', '51.2300', 'EXCLUDED'),
  dipCase('K80.000x002', '51.2300', 'BX-1029'),
  dipCase('K80.302', '51.2300 51.8803', 'BX-1026'),
  dipCase('K80.302', '51.8700x003', 'BX-1037'),
  dipCase('K80.302', '51.8700x003 51.8600x002', 'BX-1038'),
  dipCase('K80.302', '51.2300 96.7201', 'XQ-14'),
  dipCase('K80.302', '51.2300 39.9500x007 96.7201', 'XQ-13'),
  dipCase('C56.x00', '65.1201 99.2503', 'JC-2099'),
  dipCase('C56.x00', '99.2503 65.1201', 'JC-2106'),
  dipCase('C56.x00', '51.2300 65.6300', 'NONE'),
  dipCase('C55.x00', '', 'JC-2098'),
  dipCase('C23.x00', '51.2300', 'JC-2032'),
  dipCase('A09.001', '44.1300x001', 'BX-20'),
  dipCase('A09.001', '44.1300', 'JC-1867'),
  dipCase('A41.101', '44.1300x001', 'JC-1882'),
  dipCase('A41.101', '33.2400x001', 'BX-28'),
  dipCase('A41.101', '33.2400', 'JC-1882'),
  dipCase('Z51.103 C56.x00', '99.2503 99.2800x005', 'FZ-1771'),
  dipCase('Z51.103 C81.000', '99.2505 54.9702', 'BX-1742'),
  dipCase('A15.000x010', '', 'FZ-1836'),
  dipCase('A15.001 U84.300', '33.2402', 'FZ-1824'),
  dipCase('A15.001 A15.000x010', '33.2402', 'FZ-1825'),
  dipCase('A15.001', '', 'FZ-1837'),
  dipCase('A15.000x010', '33.2402', 'FZ-1824'),
  dipCase('A17.801+G07*', '03.3101', 'FZ-1839'),
  dipCase('T20.300x009 T31.100', '86.6903 86.6901', 'FZ-1763'),
  dipCase('P07.200', '', 'XQ-17', [10, 1200]),
  dipCase('P22.801 P07.200', '', 'XQ-17', [28, 1499]),
  dipCase('P22.801 P07.200', '', 'NONE', [29, 1499]),
  dipCase('N44.x00', '62.3x00 62.5x00', 'BX-1312'),
];
