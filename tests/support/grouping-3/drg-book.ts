/**
 * A piece of the DRG 3.0 book (医保发〔2026〕22号, DRG workbook, edition of 2026-09-09), rows as printed: MDCA, MDCP, MDCH and MDCZ whole,
 * excerpts of B, C, D, I, O, T. Sets hold only the members that the cases of the tests need. Tests build documents and workbooks of it.
 */

/** Rows of sheet MDC: code, name, rule, sort. */
export const MDC_ROWS: readonly (readonly [string, string, string, number])[] = [
  ['MDCA', '先期分组疾病及相关操作', '', 1],
  [
    'MDCP',
    '新生儿及其他围产期新生儿疾病',
    '((NL=0) and (XSRTL>=29) and (XSRTL<366) and (ZYZD in DI_PV1) and (ZYSS not in OP_ALL)) or ((NL=0) and (XSRTL<29))',
    2,
  ],
  ['MDCZ', '多发严重创伤', '(ZYZD in DI_Z01 and QTZD in DI_Z02) or (ZYZD in DI_Z02 and QTZD in DI_Z01)', 3],
  ['MDCB', '神经系统疾病及功能障碍', 'ZYZD in DI_B00', 4],
  ['MDCC', '眼疾病及功能障碍', 'ZYZD in DI_C00', 5],
  ['MDCD', '头颈、耳、鼻、口、咽疾病及功能障碍', 'ZYZD in DI_D00', 6],
  ['MDCH', '肝、胆、胰疾病及功能障碍', 'ZYZD in DI_H00', 10],
  ['MDCI', '肌肉、骨骼疾病及功能障碍', 'ZYZD in DI_I00', 11],
  ['MDCO', '妊娠、分娩及产褥期', 'ZYZD in DI_O00', 17],
  ['0000', '无法入组', '', 27],
];

/** How DRGs of an ADRG are written here: suffixes in their order. */
const MCC = 'QTZD in MCC';
const CC = 'QTZD in CC';
const ANY = 'QTZD in {MCC, CC}';
const OLD = 'NL>=70';
const YOUNG = 'NL<=6';
const ROBOT = '{ZYSS, QTSS} in OP_ARB';
const BIRTH = 'ZYZD in DI_OBD or QTZD in MCC';
type Splits = Readonly<Record<string, string>>;
const WHOLE: Splits = { 9: '' };
const THREE: Splits = { 1: MCC, 3: CC, 5: '' };
const BOTH: Splits = { 3: ANY, 5: '' };
const SEVERE: Splits = { 1: MCC, 5: '' };
const ROBOTIC: Splits = { 0: ROBOT, 9: '' };
const AGED: Splits = { H: OLD, 9: '' };

const main = (code: string): string => `ZYSS in OP_${code}`;
const diagnosis = (code: string): string => `ZYZD in DI_${code}`;
const young = (rule: string): string => `(XSRTL<29) and (${rule})`;
const weighed = (rule: string, code: string): string => `(XSRTL<29) and ${rule} and ({ZYZD, QTZD} in DI_${code})`;
const eitherOrder = (code: string): string =>
  `(ZYSS in OP1_${code} and {ZYSS, QTSS} in OP2_${code}) or (ZYSS in OP2_${code} and {ZYSS, QTSS} in OP1_${code})`;
const inOrder = (code: string): string => `ZYSS in OP1_${code} and {ZYSS, QTSS} in OP2_${code}`;

/** Code, name, rule, sort within the MDC, DRGs by suffix. */
const ADRGS: readonly (readonly [string, string, string, number, Splits])[] = [
  ['AA1', '心肺移植', main('AA1'), 1, WHOLE],
  ['AA2', '肺移植', main('AA2'), 2, WHOLE],
  ['AA3', '心脏移植', main('AA3'), 3, WHOLE],
  ['AB1', '同种异体肝移植', main('AB1'), 4, WHOLE],
  ['AB2', '同种自体肝移植', main('AB2'), 5, WHOLE],
  ['AC1', '胰/肾联合移植', eitherOrder('AC1'), 6, WHOLE],
  ['AC2', '肾移植', main('AC2'), 7, WHOLE],
  ['AC3', '胰腺移植', main('AC3'), 8, WHOLE],
  ['AH1', 'ECMO或全人工心脏植入术', main('AH1'), 12, WHOLE],
  ['AH2', '有创呼吸机支持≥96小时，伴CRRT', inOrder('AH2'), 13, WHOLE],
  ['AH3', '有创呼吸机支持≥96小时', main('AH3'), 14, WHOLE],
  ['PB1', '新生儿心血管手术', young(main('PB1')), 1, WHOLE],
  ['PC1', '除心血管外复杂手术', young(main('PC1')), 2, WHOLE],
  ['PD1', '腹部手术', young(main('PD1')), 3, BOTH],
  ['PJ1', '其他手术', young(main('PJ1')), 4, WHOLE],
  ['PK1', '新生儿伴呼吸机支持', young(main('PK1')), 5, THREE],
  ['PQY', '新生儿手术歧义组', young('ZYSS in OP_ALL'), 6, { '': '' }],
  ['PR1', '新生儿呼吸窘迫综合征', young(diagnosis('PR1')), 7, THREE],
  ['PS1', '极度发育不全', weighed('(XSRTZ<1000)', 'PS1'), 8, WHOLE],
  ['PS2', '极度发育不全', weighed('(XSRTZ>=1000) and (XSRTZ<=1499)', 'PS2'), 9, WHOLE],
  ['PS3', '早产儿', weighed('(XSRTZ>=1500) and (XSRTZ<=1999)', 'PS3'), 10, WHOLE],
  ['PS4', '早产儿', weighed('(XSRTZ>=2000) and (XSRTZ<=2499)', 'PS4'), 11, THREE],
  ['PS5', '早产儿', weighed('(XSRTZ>2499)', 'PS5'), 12, THREE],
  ['PU1', '足月儿重度疾病', '(XSRTL<29) and ZYZD in DI_PU1', 13, THREE],
  ['PU2', '足月儿中度疾病', '(XSRTL<29) and ZYZD in DI_PU2', 14, SEVERE],
  ['PU3', '足月儿轻度疾病', '(XSRTL<29) and ZYZD in DI_PU3', 15, BOTH],
  ['PV1', '源于新生儿诊断的婴儿疾病', '(XSRTL>=29) and (XSRTL<366) and (ZYZD in DI_PV1) and (ZYSS not in OP_ALL)', 16, THREE],
  ['P00', '新生儿未入组', '', 17, { 0: '' }],
  ['ZB1', '多发性严重创伤开颅术', main('ZB1'), 1, WHOLE],
  ['ZC1', '多发性严重创伤的脊柱、髋、股或肢体手术', main('ZC1'), 2, SEVERE],
  ['ZD1', '严重复合伤的腹部手术', main('ZD1'), 3, WHOLE],
  ['ZJ1', '与多发伤有关的其他手术操作', main('ZJ1'), 4, SEVERE],
  ['ZQY', '多发严重创伤歧义组', main('ALL'), 5, { '': '' }],
  ['ZZ1', '多发性重要创伤无手术', '1', 6, SEVERE],
  ['BQY', '神经系统歧义组', main('ALL'), 25, { '': '' }],
  ['BT3', '神经系统的其他感染', diagnosis('BT3'), 27, { 3: ANY, C: YOUNG, 5: '' }],
  ['BV1', '癫痫', diagnosis('BV1'), 31, { E: `${MCC} and ${OLD}`, 1: MCC, F: `${CC} and ${OLD}`, 3: CC, G: OLD, 5: '' }],
  ['BY1', '颅脑损伤', diagnosis('BY1'), 38, { 1: MCC, 3: CC, G: OLD, 5: '' }],
  ['B00', '神经系统未入组', '', 40, { 0: '' }],
  ['CQY', '眼歧义组', main('ALL'), 15, { '': '' }],
  ['CV1', '各种类型青光眼', diagnosis('CV1'), 20, AGED],
  ['C00', '眼未入组', '', 30, { 0: '' }],
  ['DQY', '头颈歧义组', main('ALL'), 20, { '': '' }],
  ['DW1', '口腔、牙齿有关疾病', diagnosis('DW1'), 37, { D: YOUNG, H: OLD, 9: '' }],
  ['D00', '头颈未入组', '', 40, { 0: '' }],
  ['HB1', '胰切除和/或分流手术', main('HB1'), 1, BOTH],
  ['HB2', '肝切除和/或分流手术', main('HB2'), 2, BOTH],
  ['HC1', '胆总管、胆囊联合手术', eitherOrder('HC1'), 3, BOTH],
  ['HC2', '胆总管手术', main('HC2'), 4, BOTH],
  ['HC3', '除胆囊切除术以外的胆道手术', main('HC3'), 5, BOTH],
  ['HC4', '胆囊切除手术', main('HC4'), 6, { F: `${ANY} and ${OLD}`, 3: ANY, 5: '' }],
  ['HJ1', '与肝、胆或胰腺疾病有关的其他手术', main('HJ1'), 7, THREE],
  ['HK1', '食管曲张静脉出血的治疗性内镜操作', main('HK1'), 8, SEVERE],
  ['HL1', '肝胆胰系统的治疗性操作', main('HL1'), 9, BOTH],
  ['HL2', '肝胆胰系统的诊断性操作', main('HL2'), 10, BOTH],
  ['HQY', '肝胆胰歧义组', main('ALL'), 11, { '': '' }],
  ['HR1', '肝胆胰系统恶性肿瘤', diagnosis('HR1'), 12, BOTH],
  ['HS1', '肝功能衰竭', diagnosis('HS1'), 13, THREE],
  ['HS2', '肝硬化', diagnosis('HS2'), 14, BOTH],
  ['HS3', '病毒性肝炎', diagnosis('HS3'), 15, AGED],
  ['HT1', '重症胰腺炎', diagnosis('HT1'), 16, THREE],
  ['HT2', '急性胰腺炎', diagnosis('HT2'), 17, { 3: ANY, G: OLD, 5: '' }],
  ['HU1', '急性胆道疾病', diagnosis('HU1'), 18, BOTH],
  ['HZ1', '其他肝脏疾病', diagnosis('HZ1'), 19, BOTH],
  ['HZ2', '胆道其他疾病', diagnosis('HZ2'), 20, BOTH],
  ['HZ3', '胰腺其他疾病', diagnosis('HZ3'), 21, BOTH],
  ['H00', '肝胆胰未入组', '', 22, { 0: '' }],
  ['IB4', '与脊柱有关的其他手术', main('IB4'), 6, ROBOTIC],
  ['IC2', '多部位髋、肩、膝、肘和踝关节置换术', 'length(OP_IC2 ∩ {ZYSS, QTSS})>=2 and ZYSS in OP_IC2', 8, WHOLE],
  ['IC3', '其他髋、肩、膝、肘和踝关节置换术', main('IC3'), 9, ROBOTIC],
  ['IE2', '股骨手术', main('IE2'), 14, { 0: ROBOT, 1: MCC, 5: '' }],
  ['IE5', '上肢骨手术', main('IE5'), 17, AGED],
  ['IQY', '肌肉骨骼歧义组', main('ALL'), 25, { '': '' }],
  ['I00', '肌肉骨骼未入组', '', 40, { 0: '' }],
  ['OB1', '剖宫产术和子宫、附件手术', inOrder('OB1'), 1, { 1: BIRTH, 5: '' }],
  ['OB2', '剖宫产术', main('OB2'), 2, { 1: BIRTH, 5: '' }],
  ['OC1', '阴道助产手术，椎管内镇痛', inOrder('OC1'), 3, WHOLE],
  ['OC2', '阴道助产手术', main('OC2'), 4, WHOLE],
  ['OC3', '阴道分娩伴手术操作，椎管内镇痛', inOrder('OC3'), 5, WHOLE],
  ['OC4', '阴道分娩伴手术操作', main('OC4'), 6, WHOLE],
  ['OE1', '异位妊娠手术', '(ZYZD in DI_OE1) and (ZYSS in OP_OE1)', 10, WHOLE],
  ['OJ1', '其他手术操作', main('OJ1'), 13, BOTH],
  ['OL1', '阴道分娩，椎管内镇痛', 'QTZD in DI_OL1 and ZYSS in OP_OL1', 14, WHOLE],
  ['OQY', '妊娠分娩歧义组', main('ALL'), 15, { '': '' }],
  ['OR1', '阴道分娩', 'QTZD in DI_OR1', 16, WHOLE],
  ['OS1', '产褥期相关疾病', diagnosis('OS1'), 17, WHOLE],
  ['OS2', '流产相关疾病', diagnosis('OS2'), 18, WHOLE],
  ['O00', '妊娠分娩未入组', '', 18, { 0: '' }],
  ['OT1', '异位妊娠', diagnosis('OT1'), 19, WHOLE],
  ['OZ1', '妊娠期相关疾病', diagnosis('OZ1'), 20, WHOLE],
  ['000', '无法入组', '', 1, { 0: '' }],
];

function mdcOf(adrg: string): string {
  return adrg === '000' ? '0000' : `MDC${adrg.slice(0, 1)}`;
}

/** Rows of sheet ADRG: code, name, rule, MDC, sort. */
export const ADRG_ROWS = ADRGS.map(([code, name, rule, sort]) => [code, name, rule, mdcOf(code), sort] as const);

/** Order of the suffixes where an object's own order would put digits first. */
const ORDERS: Readonly<Record<string, string>> = {
  BT3: '3C5',
  BV1: 'E1F3G5',
  BY1: '13G5',
  CV1: 'H9',
  DW1: 'DH9',
  HC4: 'F35',
  HS3: 'H9',
  HT2: '3G5',
  IE5: 'H9',
};

/** Rows of sheet DRG: code, name, rule, ADRG, MDC, sort. */
export const DRG_ROWS = ADRGS.flatMap(([code, name, , , splits]) => {
  const suffixes = Object.keys(splits).length === 1 ? Object.keys(splits) : [...(ORDERS[code] ?? Object.keys(splits).sort().join(''))];
  return suffixes.map((suffix, i) => [`${code}${suffix}`, `${name}${suffix}`, splits[suffix] ?? '', code, mdcOf(code), i + 1] as const);
});

const COMMON_DUCT =
  '51.3903 51.3905 51.4100x001 51.4201 51.4202 51.4301 51.4302 51.4303 51.4304 51.4900x002 51.4900x003 51.4901 51.4902 51.4903 51.4904 51.4905 51.5100 51.5101 51.5102 51.6100x001 51.6101 51.6300x001 51.6301 51.6302 51.6303 51.7101 51.7200x001 51.7201 51.7202 51.7203 51.7204 51.7900x006 51.8701 51.8800x006 51.8800x009 51.8801 51.8802 51.8803 51.8804 51.8805 51.8806 51.8807';
const GALL_BLADDER = '51.2100 51.2101 51.2200 51.2200x004 51.2201 51.2300 51.2301 51.2400 51.2401';

const SETS: Readonly<Record<string, string>> = {
  OP_AA1: '33.6x00',
  OP_AA2: '33.5000',
  OP_AA3: '37.5100',
  OP_AB1: '50.5100',
  OP_AB2: '50.5100x002',
  OP1_AC1: '52.8000',
  OP2_AC1: '55.6100',
  OP_AC2: '55.6100',
  OP_AC3: '52.8000',
  OP_AH1: '37.5200x001',
  OP1_AH2: '96.7201',
  OP2_AH2: '39.9500x007',
  OP_AH3: '96.7201',
  OP_PB1: '36.0302',
  OP_PC1: '42.5100',
  OP_PD1: '51.5904',
  OP_PJ1: '59.0201',
  OP_PK1: '93.9000',
  DI_PR1: 'P22.801',
  DI_PS1: 'P07.200',
  DI_PS2: 'P07.200',
  DI_PS3: 'P07.200',
  DI_PS4: 'P07.200',
  DI_PS5: 'P07.200',
  DI_PU1: 'P36.500',
  DI_PU2: 'P37.901',
  DI_PU3: 'P81.902',
  DI_PV1: 'P81.902',
  DI_Z01: 'S17.000x001',
  DI_Z02: 'S21.100x002',
  OP_ZB1: '01.5933',
  OP_ZC1: '79.8700',
  OP_ZD1: '45.9104',
  OP_ZJ1: '39.2905',
  DI_B00: 'A52.106+H48.0* G40.300x007 S02.300',
  DI_BT3: 'A52.106+H48.0*',
  DI_BV1: 'G40.300x007',
  DI_BY1: 'S02.300',
  DI_C00: 'E10.300x051+H42.0* H59.809',
  DI_CV1: 'E10.300x051+H42.0* H59.809',
  DI_D00: 'K12.200x012',
  DI_DW1: 'K12.200x012',
  OP_HB1: '52.6x00',
  OP_HB2: '50.3x00',
  OP1_HC1: COMMON_DUCT,
  OP2_HC1: GALL_BLADDER,
  OP_HC2: COMMON_DUCT,
  OP_HC3: '51.7905',
  OP_HC4: GALL_BLADDER,
  OP_HJ1: '54.0x00x010',
  OP_HK1: '44.4300x002',
  OP_HL1: '52.9800x001',
  OP_HL2: '51.1105',
  DI_HR1: 'C78.807',
  DI_HS1: 'K71.100x008',
  DI_HS2: 'K70.900',
  DI_HS3: 'B17.000 B18.100 B15.900',
  DI_HT1: 'K85.816',
  DI_HT2: 'K85.803 K85.900 K85.100',
  DI_HU1: 'K80.302 K83.017 K80.001 K80.203 K81.000 K83.100',
  DI_HZ1: 'I74.800x016',
  DI_HZ2: 'K80.101 K82.804 K81.100 K82.802',
  DI_HZ3: 'S36.200x021',
  DI_H00:
    'K80.302 K83.017 K80.001 K80.203 K81.000 K83.100 K80.101 K82.804 K81.100 K82.802 K85.803 K85.900 K85.100 K85.816 K71.100x008 K70.900 B17.000 B18.100 B15.900 C78.807 I74.800x016 S36.200x021',
  DI_I00: 'M25.301',
  OP_IB4: '03.0903',
  OP_IC2: '81.5201 81.5400x007',
  OP_IC3: '81.5201',
  OP_IE2: '77.3500',
  OP_IE5: '79.3202',
  OP_ARB: '17.4100 17.4200 17.4300 17.4400 17.4500',
  DI_O00: 'O32.802 O36.302 O08.100x003 O92.200 O06.400 O00.900',
  DI_OBD: 'O32.802',
  OP1_OB1: '74.1x02',
  OP2_OB1: '68.3902',
  OP_OB2: '74.1x02',
  OP1_OC1: '72.7100x001',
  OP2_OC1: '03.9000x001',
  OP_OC2: '72.7100x001',
  OP1_OC3: '75.9203',
  OP2_OC3: '03.9000x001',
  OP_OC4: '75.9203',
  DI_OE1: 'O08.100x003',
  OP_OE1: '65.2400',
  OP_OJ1: '68.2202',
  DI_OL1: 'Z37.000x001',
  OP_OL1: '03.9000x001',
  DI_OR1: 'Z37.000x001',
  DI_OS1: 'O92.200',
  DI_OS2: 'O06.400',
  DI_OT1: 'O00.900',
  DI_OZ1: 'O36.302',
};

/** OP_ALL holds valid operations: every surgical one printed here, and three that no ADRG names. Ventilation isn't one. */
const SURGICAL = Object.entries(SETS)
  .filter(([name]) => name.startsWith('OP') && name !== 'OP_ARB' && name !== 'OP_PK1')
  .flatMap(([, codes]) => codes.split(' '))
  .filter((code) => !code.startsWith('96.') && !code.startsWith('93.') && !code.startsWith('39.95') && !code.startsWith('03.9000'));

/** Rows of sheet 集合: set, code. */
export const SET_ROWS: readonly (readonly [string, string])[] = [
  ...Object.entries(SETS).flatMap(([name, codes]) => codes.split(' ').map((code) => [name, code] as const)),
  ...[...new Set([...SURGICAL, '43.3x00x003', '77.8300x007', '30.0903'])].map((code) => ['OP_ALL', code] as const),
];

/** Rows of sheet CC: code, exclusion table, type. Of the last two the tables are not known; no principal of the tests is in them. */
export const CC_ROWS: readonly (readonly [string, string, 'MCC' | 'CC'])[] = [
  ...['K80.101', 'K80.302', 'K81.000', 'K83.017', 'K83.100'].map((code) => [code, 'EX_67', 'CC'] as const),
  ...['K71.200x001', 'K74.300', 'K76.600x002'].map((code) => [code, 'EX_66', 'CC'] as const),
  ['K65.000', 'EX_65', 'CC'],
  ['K63.000', 'EX_64', 'MCC'],
  ['K61.000', 'EX_64', 'CC'],
  ['A19.000x012', 'EX_2', 'MCC'],
  ['A00.000x001', 'EX_1', 'MCC'],
  ['A01.000x009', 'EX_1', 'CC'],
  ['B05.801', 'EX_9', 'CC'],
  ['I50.900', 'EX_40', 'CC'],
];

const TABLES: Readonly<Record<string, string>> = {
  EX_67: 'K80.001 K80.101 K80.203 K80.302 K81.000 K81.100 K82.802 K82.804 K83.017 K83.100 K85.100 K85.803 K85.816 K85.900',
  EX_66: 'K70.900 K71.100x008 K71.200x001 K74.300 K76.600x002',
  EX_65: 'K65.000',
  EX_64: 'K61.000 K63.000',
  EX_2: 'A19.000x012',
  EX_1: 'A00.000x001 A01.000x009',
  EX_9: 'B05.801',
  EX_40: 'I50.900',
};

/** Rows of sheet 排除表: table, principal diagnosis. */
export const EXCLUSION_ROWS: readonly (readonly [string, string])[] = Object.entries(TABLES).flatMap(([table, codes]) =>
  codes.split(' ').map((code) => [table, code] as const),
);
