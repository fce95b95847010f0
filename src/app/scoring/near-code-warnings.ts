import { StateError, type FieldProblem } from '../base/errors.js';
import { indexedCatalogue } from './group-indexes.js';
import { inForceOn, type AskedScheme } from '../caches/in-force.js';
import type { Caller, Platform } from '../kernel/platform.js';
import type { RegionIndex } from '../caches/region-cache.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';
import type { GroupIndex } from '../../engine/grouping/grouping-index.js';
import type { CodeUse } from '../../engine/codes/national-code.js';
import { NearCodes } from '../../engine/codes/near-codes.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';

/** Periods whose codes are looked at while cases come in: the latest. */
const MOST_PERIODS = 6;

/** 编码核对 the codes that a catalogue, a ruleset's lists and its tables know, to be asked of the codes of cases. */
export class CaseCodes {
  readonly #diagnoses: NearCodes;
  readonly #operations: NearCodes;

  constructor({ effective, plan }: Pick<CompiledRuleset, 'effective' | 'plan'>, { byCode, method }: Pick<GroupIndex, 'byCode' | 'method'>) {
    const groups = [...byCode.values()].map(({ group }) => group);
    const tables = Object.values(effective.tables).flatMap((table) => ('kind' in table && table.kind === 'codes' ? table.codes : []));
    const maps = [plan.codes?.diagnoses, plan.codes?.operations].flatMap((map) => [...(map?.rows ?? [])].flat());
    const listed = [...tables, ...maps];
    const principal = groups.flatMap(({ kind, match }) =>
      kind === 'COMPOSITE' ? match.diagnoses.map((text) => (text.endsWith('*') ? text : `${text.slice(0, 3)}*`)) : match.diagnoses,
    );
    const other = groups.flatMap(({ match }) => match.otherDiagnoses);
    const operations = groups.flatMap(({ match }) => [...match.operations, ...match.relatedOperations].flat());
    this.#diagnoses = new NearCodes('diagnoses', {
      patterns: [...principal, ...other, ...listed.filter((text) => /^[A-Z]/.test(text))],
      mode: method.diagnosis,
    });
    this.#operations = new NearCodes('operations', {
      patterns: [...operations, ...listed.filter((text) => /^\d/.test(text))],
      mode: 'EXACT',
    });
  }

  /** A warning for each code of a case that stands nowhere while a near one does. Nothing is mended silently. */
  warnings({ principalDiagnosis, otherDiagnoses, procedures }: InpatientCase): readonly FieldProblem[] {
    const found: FieldProblem[] = [];
    const look = (codes: NearCodes, code: string, path: readonly string[], use: CodeUse): void => {
      const near = codes.near(code);
      if (near !== null) found.push(nearCode({ code, near, path, use }));
    };
    look(this.#diagnoses, principalDiagnosis, ['principalDiagnosis'], 'diagnoses');
    otherDiagnoses.forEach((code, place) => {
      look(this.#diagnoses, code, ['otherDiagnoses', String(place)], 'diagnoses');
    });
    procedures.forEach((code, place) => {
      look(this.#operations, code, ['procedures', String(place)], 'operations');
    });
    return found;
  }
}

const KEPT = new WeakMap<CompiledRuleset, WeakMap<GroupIndex, CaseCodes>>();

/** What a ruleset and a catalogue know of codes; neither changes, so it is made once. */
export function caseCodes(compiled: CompiledRuleset, index: GroupIndex): CaseCodes {
  const ofRuleset = KEPT.get(compiled) ?? new WeakMap<GroupIndex, CaseCodes>();
  KEPT.set(compiled, ofRuleset);
  const codes = ofRuleset.get(index) ?? new CaseCodes(compiled, index);
  ofRuleset.set(index, codes);
  return codes;
}

/** The codes known from a day on. */
export interface DatedCodes {
  readonly from: string;
  readonly codes: CaseCodes | undefined;
}

/** What the latest rulesets and catalogues of a region know of codes, rising by day; nothing where a day has no ruleset or catalogue. */
export async function regionCodes(
  platform: Platform,
  { read }: Pick<Caller, 'read'>,
  index: RegionIndex,
  scheme: AskedScheme,
): Promise<readonly DatedCodes[]> {
  const days = new Set([...index.rulesets, ...index.catalogues].map(({ effectiveFrom }) => effectiveFrom));
  const dated: DatedCodes[] = [];
  for (const from of [...days].sort().slice(-MOST_PERIODS))
    dated.push({ from, codes: await codesOn(platform, read, index, { date: from, scheme }) });
  return dated;
}

async function codesOn(
  platform: Platform,
  read: Caller['read'],
  index: RegionIndex,
  { date, scheme }: { readonly date: string; readonly scheme: AskedScheme },
): Promise<CaseCodes | undefined> {
  const ruleset = inForceOn(index.rulesets, date, scheme);
  const catalogue = index.catalogues.findLast(({ effectiveFrom, priced }) => priced && effectiveFrom <= date);
  if (ruleset === undefined || catalogue === undefined) return undefined;
  try {
    const compiled = await platform.rulesets.get(read, ruleset);
    return caseCodes(compiled, (await indexedCatalogue(read, index, catalogue, compiled.plan)).index);
  } catch (error) {
    // What keeps a ruleset from grouping is said where cases are scored.
    if (error instanceof StateError) return undefined;
    throw error;
  }
}

interface NearCode {
  readonly code: string;
  readonly near: string;
  readonly path: readonly string[];
  readonly use: CodeUse;
}

function nearCode({ code, near, path, use }: NearCode): FieldProblem {
  const what = use === 'diagnoses' ? '诊断编码' : '手术操作编码';
  return {
    path,
    code: 'NEAR_CODE',
    messages: {
      zh: `${what}“${code}”不在病种目录、分组方法的编码表和规则集的编码表中，而“${near}”在：编码可能被电子表格当作数字改写（丢了小数点、首位或末位的零）或大小写有误。仍按“${code}”处理；请核对后更正病例。`,
      en: `The code "${code}" stands in no group, list or table, while "${near}" does: a spreadsheet may have read it as a number (a point, a first or a last zero lost), or its case is wrong. It is taken as "${code}"; check it and correct the case.`,
    },
  };
}
