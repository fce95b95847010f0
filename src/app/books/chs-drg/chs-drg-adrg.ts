import { isCode, isOperation, type TextLine, type UnreadLine } from './chs-drg-lines.js';

/** A list of an ADRG with the heading that it stands under; headings without a list have no codes. */
interface HeadedList {
  readonly heading: string;
  readonly codes: string[];
}

/** An ADRG as the text has it. */
export interface AdrgText {
  readonly code: string;
  readonly name: string;
  readonly lists: readonly HeadedList[];
}

/** The detail text in pieces: lists of principal diagnoses by MDC (several for 多发创伤, one a body site), ADRGs in order. */
export interface DetailText {
  readonly principals: ReadonlyMap<string, readonly (readonly string[])[]>;
  readonly adrgs: readonly AdrgText[];
  readonly unread: readonly UnreadLine[];
}

/** Where a rule's sets are put: `kind` and number of the list, answered by the set's name. */
export interface RuleSets {
  readonly add: (kind: 'DI' | 'OP', number: number, codes: readonly string[]) => string;
  readonly allOperations: string;
}

const MDC = /^(MDC[A-Z])\s/;
const ADRG = /^([A-Z]{2}\d)\s+(\S.*)$/;
const HEADINGS = [
  /^(?:包含以下(?:主要)?诊断|主要诊断)：$/,
  /^包含以下主要手术或操作：$/,
  /^同时包含以下手术：$/,
  /^和$/,
  /^手术(?:表)?\s*\d：$/,
  /^(?:或)?包含以下主要诊断(?:\+手术表\s*\d)+$/,
  /^(?:包含)?全部手术$/,
  /^主要诊断或其他诊断中包含以下诊断：$/,
  /^符合\s*MDC[A-Z]\s*主诊表，且无手术$/,
];
const SITE = /创伤$/;
const MAIN_OPERATIONS = '包含以下主要手术或操作：';

/** Cuts the detail text into MDCs and ADRGs. A line that is neither code nor heading is the rest of a name that was broken off. */
export function adrgBlocks(lines: readonly TextLine[]): DetailText {
  const principals = new Map<string, string[][]>();
  const adrgs: { code: string; name: string; lists: { heading: string; codes: string[] }[] }[] = [];
  const unread: UnreadLine[] = [];
  let mdc = '';
  for (const { no, text } of lines) {
    const [word = ''] = text.split(/\s+/);
    const headsMdc = MDC.exec(text);
    const headsAdrg = ADRG.exec(text);
    const current = adrgs.at(-1);
    const isInAdrg = current?.code.startsWith(mdc.slice(3)) === true;
    if (headsMdc) mdc = headsMdc[1] ?? '';
    else if (headsAdrg && headsAdrg[1]?.startsWith(mdc.slice(3)) === true) {
      adrgs.push({ code: headsAdrg[1], name: headsAdrg[2] ?? '', lists: [] });
    } else if (HEADINGS.some((heading) => heading.test(text))) {
      if (isInAdrg) current.lists.push({ heading: text.replace(/\s/g, ''), codes: [] });
      else if (!principals.has(mdc)) principals.set(mdc, [[]]);
    } else if (isCode(word)) {
      const list = isInAdrg ? current.lists.at(-1)?.codes : principals.get(mdc)?.at(-1);
      if (list) list.push(word);
      else unread.push({ file: 'detail', no, text });
    } else if (!isInAdrg && SITE.test(text) && word === text) {
      const sites = principals.get(mdc) ?? [];
      principals.set(mdc, [...sites, []]);
    }
  }
  return { principals, adrgs, unread };
}

/** The rule of an ADRG's lists, as the official book of 3.0 would write it. */
export function blockRule({ name, lists }: AdrgText, sets: RuleSets): string {
  const anywhere = lists.find(({ heading }) => heading.startsWith('主要诊断或其他诊断'));
  if (anywhere) return `{ZYZD, QTZD} in ${sets.add('DI', 0, anywhere.codes)}`;
  const formulas = lists.filter(({ heading }) => heading.includes('+手术表'));
  if (formulas.length > 0) return tableRule(lists, formulas, sets);
  const both = lists.findIndex(({ heading }) => heading.startsWith('同时包含'));
  if (both >= 0) return bothRule(lists[both]?.codes ?? [], lists[both + 1]?.codes ?? [], sets);
  const operations = lists.filter(({ heading }) => heading === MAIN_OPERATIONS).flatMap(({ codes }) => codes);
  const parts = lists
    .filter(({ heading, codes }) => heading !== MAIN_OPERATIONS && !codes.every(isOperation))
    .map(({ codes }) => `ZYZD in ${sets.add('DI', 0, codes)}`);
  if (operations.length > 0) parts.push(`ZYSS in ${sets.add('OP', 0, operations)}`);
  if (operations.length === 0 && (name.includes('手术室手术') || lists.some(({ heading }) => heading.endsWith('全部手术'))))
    parts.push(`ZYSS in ${sets.allOperations}`);
  if (lists.some(({ heading }) => heading.endsWith('且无手术'))) parts.push(`ZYSS not in ${sets.allOperations}`);
  return parts.join(' and ');
}

function bothRule(first: readonly string[], second: readonly string[], sets: RuleSets): string {
  const one = sets.add('OP', 1, first);
  const two = sets.add('OP', 2, second);
  return `(ZYSS in ${one} and {ZYSS, QTSS} in ${two}) or (ZYSS in ${two} and {ZYSS, QTSS} in ${one})`;
}

/** “包含以下主要诊断+手术表1+手术表2 或 …”: the diagnosis and one operation of each table named. */
function tableRule(lists: readonly HeadedList[], formulas: readonly HeadedList[], sets: RuleSets): string {
  const diagnosis = sets.add('DI', 0, lists.find(({ heading }) => heading === '主要诊断：')?.codes ?? []);
  const tables = new Map<string, string>();
  for (const { heading, codes } of lists) {
    const number = /^手术(?:表)?(\d)：$/.exec(heading)?.[1];
    if (number !== undefined) tables.set(number, sets.add('OP', Number(number), codes));
  }
  const terms = formulas.map(({ heading }) => {
    const named = [...heading.matchAll(/手术表(\d)/g)].map(([, number = '']) => tables.get(number) ?? '');
    return `(ZYZD in ${diagnosis} and ${named.map((set) => `{ZYSS, QTSS} in ${set}`).join(' and ')})`;
  });
  return terms.join(' or ');
}
