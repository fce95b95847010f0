import type { DiseaseGroup, OperationClauses } from '../../../src/engine/plan/catalogue.js';
import type { WrittenCell, WrittenSheet } from '../workbook-writer.js';
import { DIP_BOOK, DIP_LISTS, MIXED_CELL } from './dip-book.js';

const cell = (clauses: OperationClauses): string => clauses.map((clause) => clause.join('|')).join('+');
/** As printed: one row names a code twice. */
const operations = (clauses: OperationClauses): string => cell(clauses).replace('|51.8800|', '|51.8800|51.8800x009|');
const isOf = (from: number, to: number) => (group: DiseaseGroup) =>
  Number(group.code.slice(3)) >= from && Number(group.code.slice(3)) <= to;
const rows = (
  select: (group: DiseaseGroup) => boolean,
  make: (group: DiseaseGroup) => readonly WrittenCell[],
): (readonly WrittenCell[])[] =>
  DIP_BOOK.filter(select).map((group) => [group.code.slice(0, 2), Number(group.code.slice(3)), ...make(group)]);
const named = (codes: string): string => (codes === '' ? '' : `名称 ${codes}`);
const both = (codes: string): readonly string[] => [codes, named(codes)];

const NOTE_TB = '其他诊断编码包含U84.300，或主要诊断在附表内';
/** Codes that the subdivided rows of tuberculosis name, without the one that stands in words. */
const RESISTANT = [...new Set(DIP_BOOK.flatMap(({ match }) => match.principalInstead ?? []))];

/** The piece of the DIP 3.0 book as the sheets of the official workbook, with the second header inside the first sheet. */
export function dipSheets(): WrittenSheet[] {
  return [
    {
      name: '一、先期分组',
      merged: ['A1:H1'],
      rows: [
        ['按病种（DIP）付费病种库 3.0 版'],
        ['先期分组'],
        ['分类', '序号', '分组名称', '主要诊断编码', '主要诊断名称', '主要手术操作编码', '主要手术操作名称', '说明'],
        ...rows(isOf(1, 15), ({ code, match }) => [
          `分组 ${code}`,
          '所有诊断',
          '',
          ...both(operations(match.operations)),
          match.operationPlace === 'ANY' ? '不限定为主要手术操作' : '',
        ]),
        ['分类', '序号', '分组名称', '主要诊断编码', '主要诊断名称', '天龄', '出生体重', ''],
        ...rows(isOf(16, 19), ({ code, match }) => [
          `分组 ${code}`,
          'P07',
          '早产儿',
          '<29天',
          `${match.birthWeightMin ?? ''}-${match.birthWeightMax ?? ''}克`,
          '诊断中包含P07，不限定为主要诊断',
        ]),
      ],
    },
    {
      name: '二、并项规则下的核心病种',
      rows: [
        ['并项规则下的核心病种'],
        ['分类', '序号', '主要诊断编码', '主要诊断名称', '主要手术操作编码', '主要手术操作名称', '相关手术操作编码', '相关手术操作名称'],
        ...rows(isOf(20, 1744), ({ code, match }) => [
          ...both(match.diagnoses.join('|')),
          ...both(operations(match.operations)),
          ...both(code === 'BX-1040' ? MIXED_CELL : operations(match.relatedOperations)),
        ]),
      ],
    },
    {
      name: '三、诊断辅助细分-烧伤类病种',
      merged: ['G3:H3'],
      rows: [
        ['烧伤类病种'],
        ['分类', '序号', '主要诊断编码', '烧伤腐蚀伤程度', '其他诊断编码', '烧伤腐蚀伤面积', '主要手术操作', '', '相关手术操作'],
        [null, null, null, null, null, null, '编码', '名称', '编码'],
        ...rows(isOf(1745, 1769), ({ match }) => [
          match.diagnoses.join('|'),
          '三度',
          match.otherDiagnoses.join('|'),
          '10-29%',
          ...both(operations(match.operations)),
          operations(match.relatedOperations),
        ]),
      ],
    },
    {
      name: '三、诊断辅助细分—肿瘤类病种',
      rows: [
        ['肿瘤类病种'],
        [
          '分类',
          '序号',
          '主要诊断编码',
          '主要诊断名称',
          '其他诊断编码',
          '其他诊断名称',
          '主要手术操作/\n相关手术操作编码',
          '主要手术操作/\n相关手术操作名称',
        ],
        ...rows(isOf(1770, 1811), ({ match }) => [
          ...both(match.diagnoses.join('|')),
          ...both(match.otherDiagnoses.join('|')),
          ...both(operations(match.operations)),
        ]),
      ],
    },
    {
      name: '三、诊断辅助细分-结核类病种',
      rows: [
        ['结核类病种'],
        ['分类', '序号', '主要诊断编码', '主要诊断名称', '主要手术操作编码', '主要手术操作名称', '是否耐药', '是否耐药说明'],
        ...rows(isOf(1812, 1857), ({ match }) => [
          ...both(match.diagnoses.join('|')),
          ...both(operations(match.operations)),
          match.absentDiagnoses === undefined ? '是' : '否',
          NOTE_TB,
        ]),
      ],
    },
    {
      name: '四、基础规则下的核心病种',
      rows: [
        ['基础规则下的核心病种'],
        ['分类', '序号', '主要诊断编码', '主要诊断名称', '主要手术操作编码', '主要手术操作名称'],
        ...rows(isOf(1858, 5125), ({ match }) => [...both(match.diagnoses.join('|')), ...both(operations(match.operations))]),
        ['注：空白为保守治疗'],
      ],
    },
    { name: '五、不纳入分组的主要诊断', rows: [['主要诊断'], ['主要诊断编码', '主要诊断名称'], ...DIP_LISTS.excluded.map(both)] },
    {
      name: '五、不纳入分组的主要手术操作',
      rows: [
        ['主要手术操作'],
        ['主要手术操作编码', '主要手术操作名称', '说明'],
        ...DIP_LISTS.conservative.map((code) => [...both(code), '按保守治疗入组']),
        ...DIP_LISTS.neverMain.map((code) => [...both(code), '不可作为主要手术操作']),
        ...DIP_LISTS.digestiveOnly.map((code) => [
          ...both(code),
          'A00-A09|C15-C26|D01|D12|D13|D37|I85|K20-K93\n作为主要诊断， 可作为主要手术操作',
        ]),
      ],
    },
    {
      name: '六、基层病种',
      rows: [
        ['基层病种'],
        ['序号', '主要诊断编码', '主要诊断名称', '主要手术操作编码', '主要手术操作名称'],
        [1, 'C56', '', '99.2503', ''],
        [2, 'C55', '', '', ''],
      ],
    },
    { name: '附表—结核耐药诊断', rows: [['附表'], ['主要诊断编码', '主要诊断名称'], ...RESISTANT.map(both), ['A19.000x001', '']] },
  ];
}
