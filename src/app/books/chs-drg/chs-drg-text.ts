import type { GrouperDocument } from '../../../rules/grouper/grouper-document.js';
import { adrgBlocks, blockRule, type AdrgText, type RuleSets } from './chs-drg-adrg.js';
import { complicationRows, exclusionTables, namedCodes, textLines, unread, type TextFiles, type UnreadLine } from './chs-drg-lines.js';

/** What the text of CHS-DRG 1.1 gave: a grouper's document, and every line that could not be read. */
export interface ChsDrgText {
  readonly document: GrouperDocument;
  readonly unread: readonly UnreadLine[];
}

/** 先期分组: MDCs that the scheme asks before all others, in its order; the rest follow as the text lists them. */
const FIRST_MDCS: readonly string[] = ['MDCA', 'MDCP', 'MDCY', 'MDCZ'];
/** Set of all operations that the text names in any ADRG: what “全部手术” is read as. */
const ALL_OPERATIONS = 'OP_ALL';

/**
 * Reads CHS-DRG 1.1 as it was published in print: seven texts with MDCs, ADRGs with their lists, DRGs, complications and exclusion tables.
 * Conditions that the text states in words (“出生年龄＜29天”, “出生体重 1500-1999g”, 男性, 女性) are read from the names that state them.
 */
export function readChsDrgText(files: TextFiles): ChsDrgText {
  const blocks = adrgBlocks(textLines(files, 'detail'));
  const sets: Record<string, string[]> = {};
  const mdcNames = namedCodes(files, 'mdc');
  const adrgNames = namedCodes(files, 'adrg');
  for (const [mdc, sites] of blocks.principals) {
    sites.forEach((codes, i) => (sets[siteSet(mdc, i, sites.length)] = [...codes]));
  }
  const adrgs = blocks.adrgs.map((block, i) => adrgRow(block, adrgNames.get(block.code) ?? block.name, i + 1, sets));
  sets[ALL_OPERATIONS] = [...new Set(Object.entries(sets).flatMap(([name, codes]) => (name.startsWith('OP') ? codes : [])))];
  const levels = { MCC: complicationRows(files, 'mcc'), CC: complicationRows(files, 'cc') };
  const exclusions = exclusionTables(files);
  const document: GrouperDocument = {
    code: 'CHS-DRG',
    version: '1.1',
    title: { zh: '国家医疗保障疾病诊断相关分组（CHS-DRG）细分组方案 1.1 版', en: 'CHS-DRG 1.1' },
    codeSystem: 'INSURANCE',
    sources: { book: { title: '国家医疗保障疾病诊断相关分组（CHS-DRG）细分组方案（1.1 版）', kind: 'OFFICIAL' } },
    mdcs: mdcRows(mdcNames, blocks.principals),
    adrgs,
    drgs: drgRows(namedCodes(files, 'drg')),
    sets,
    complications: (['MCC', 'CC'] as const).flatMap((level) => levels[level].map(({ code, table }) => ({ code, level, exclusion: table }))),
    exclusions,
  };
  return { document, unread: [...blocks.unread, ...unread(files)] };
}

function mdcRows(
  names: ReadonlyMap<string, string>,
  principals: ReadonlyMap<string, readonly (readonly string[])[]>,
): GrouperDocument['mdcs'] {
  const codes = [...FIRST_MDCS.filter((code) => names.has(code)), ...[...names.keys()].filter((code) => !FIRST_MDCS.includes(code))];
  return codes.map((code, i) => {
    const name = names.get(code) ?? '';
    return { code, name, order: i + 1, rule: mdcRule(code, name, principals.get(code)?.length ?? 0) };
  });
}

/** No list of principal diagnoses: every case tries its ADRGs. Several lists: 多发创伤, the principal in one and another diagnosis in another. */
function mdcRule(code: string, name: string, sites: number): string {
  if (sites === 0) return '';
  if (sites > 1) {
    const all = Array.from({ length: sites }, (_, i) => siteSet(code, i, sites));
    return all.map((site) => `(ZYZD in ${site} and QTZD in {${all.filter((other) => other !== site).join(', ')}})`).join(' or ');
  }
  const sex = name.includes('男性') ? ' and XB=1' : name.includes('女性') ? ' and XB=2' : '';
  return `ZYZD in ${siteSet(code, 0, sites)}${sex}`;
}

function siteSet(mdc: string, site: number, sites: number): string {
  const letter = mdc.slice(3);
  return sites === 1 ? `DI_${letter}00` : `DI_${letter}0${site + 1}`;
}

function adrgRow(block: AdrgText, name: string, order: number, sets: Record<string, string[]>): GrouperDocument['adrgs'][number] {
  const known: RuleSets = {
    add: (kind, number, codes) => {
      const set = `${kind}${number === 0 ? '' : number}_${block.code}`;
      sets[set] = [...codes];
      return set;
    },
    allOperations: ALL_OPERATIONS,
  };
  const rule = [blockRule(block, known), ageRule(block.code, name), weightRule(name)].filter((text) => text !== '');
  return {
    code: block.code,
    name,
    mdc: `MDC${block.code.slice(0, 1)}`,
    order,
    outcome: 'GROUPED',
    rule: rule.map((text) => (rule.length > 1 ? `(${text})` : text)).join(' and '),
  };
}

/** Newborns (MDCP): under 29 days, unless the name says from which day to which birthday. */
function ageRule(code: string, name: string): string {
  const range = /(?<!\d)(\d{1,3}) ?天 ?≤ ?出生年龄 ?[<＜] ?1 ?周岁/.exec(name);
  if (range) return `XSRTL>=${range[1] ?? ''} and NL<1`;
  return code.startsWith('P') ? 'XSRTL<29' : '';
}

function weightRule(name: string): string {
  const between = /体重\s*(\d+)\s*-\s*(\d+)\s*g/.exec(name);
  if (between) return `XSRTZ>=${between[1] ?? ''} and XSRTZ<=${between[2] ?? ''}`;
  const one = /体重\s*([<＜>＞])\s*(\d+)\s*g/.exec(name);
  if (!one) return '';
  return `XSRTZ${one[1] === '<' || one[1] === '＜' ? '<' : '>'}${one[2] ?? ''}`;
}

/** DRGs by their last digit: 1 MCC, 3 CC (or either where there is no 1), 5 the rest, 9 undivided. */
function drgRows(names: ReadonlyMap<string, string>): GrouperDocument['drgs'] {
  return [...names].map(([code, name]) => {
    const adrg = code.slice(0, 3);
    const split = code.slice(3);
    return { code, name, adrg, order: Number(split), rule: splitRule(split, names.has(`${adrg}1`)) };
  });
}

function splitRule(split: string, hasSevere: boolean): string {
  if (split === '1') return 'QTZD in MCC';
  if (split === '3') return hasSevere ? 'QTZD in CC' : 'QTZD in {MCC, CC}';
  return '';
}
