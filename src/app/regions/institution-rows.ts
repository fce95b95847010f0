import type { FieldProblem } from '../base/errors.js';
import { codeProblems, fieldProblem, nameProblems, yearProblems } from '../requests/request-fields.js';
import { missingFacts, missingProblem, statedProblems, type StatedValue } from '../requests/stated-values.js';
import { isRealDate } from '../../engine/kit/calendar.js';
import type { InsuranceScheme } from '../../engine/plan/inpatient-case.js';
import type { CompiledRuleset } from '../../rules/compiled/compiled-ruleset.js';
import { shownText } from '../../engine/kit/text.js';

/** 机构指标 one figure of an institution for a year. */
export interface FigureInput extends StatedValue {
  readonly year: number;
  readonly insurance: InsuranceScheme;
}

/** 机构档案 an institution as it comes in: who it is, its profile from a day on, its figures by year. */
export interface InstitutionInput {
  readonly code: string;
  readonly name: string;
  readonly effectiveFrom: string;
  readonly level: string;
  readonly attributes: readonly StatedValue[];
  readonly figures: readonly FigureInput[];
}

/** Which rulesets say what may be stated: those that meet a profile which begins on a day, and those of a settlement year. */
export interface InstitutionRulesets {
  readonly from: (date: string) => Promise<readonly CompiledRuleset[]>;
  /** Those in force on the day itself. */
  readonly on: (date: string) => Promise<readonly CompiledRuleset[]>;
  readonly ofYear: (year: number) => Promise<readonly CompiledRuleset[]>;
}

/** What was found out about a row. Warnings do not keep it out. */
export interface InstitutionFindings {
  readonly problems: readonly FieldProblem[];
  readonly warnings: readonly FieldProblem[];
}

const LEVEL = 'institutionLevel';

/** Looks at one row; `path` is where it stands in the request. */
export async function institutionFindings(
  row: InstitutionInput,
  rulesets: InstitutionRulesets,
  path: readonly string[],
): Promise<InstitutionFindings> {
  const own = [...codeProblems(row.code, [...path, 'code']), ...nameProblems(row.name, [...path, 'name'])];
  if (!isRealDate(row.effectiveFrom)) return { problems: [...own, notADate(path)], warnings: [] };
  const versions = await rulesets.from(row.effectiveFrom);
  const figures = await figureFindings(row, rulesets, path);
  const profile =
    versions.length === 0 ? unchecked(row, path) : profileInTime(row, { versions, now: await rulesets.on(row.effectiveFrom) }, path);
  return { problems: [...own, ...profile.problems, ...figures.problems], warnings: [...profile.warnings, ...figures.warnings] };
}

/**
 * A profile must fit the versions in force when it begins. What a later version will ask for is a warning: by then another profile may hold, and
 * a class that only the later one knows would be wrong today (B6).
 */
function profileInTime(
  row: InstitutionInput,
  { versions, now }: { readonly versions: readonly CompiledRuleset[]; readonly now: readonly CompiledRuleset[] },
  path: readonly string[],
): InstitutionFindings {
  const all = profileFindings(row, versions, path);
  if (now.length === 0 || now.length === versions.length) return all;
  const places = (problems: readonly FieldProblem[]): ReadonlySet<string> => new Set(problems.map((problem) => problem.path.join('/')));
  const found = profileFindings(row, now, path).problems;
  const [today, ever] = [places(found), places(all.problems)];
  return {
    problems: found.filter((problem) => ever.has(problem.path.join('/'))), // a name that only a later version has is known all the same
    warnings: [...all.warnings, ...all.problems.filter((problem) => !today.has(problem.path.join('/')))],
  };
}

function profileFindings(row: InstitutionInput, versions: readonly CompiledRuleset[], path: readonly string[]): InstitutionFindings {
  const facts = { scope: 'institution' } as const;
  const level = statedProblems(versions, facts, [{ name: LEVEL, value: row.level }], path).map((problem) => ({
    ...problem,
    path: [...path, 'level'],
  }));
  const stray = row.attributes.filter(({ name }) => name === LEVEL).map(() => levelTwice(path));
  const attributes = statedProblems(
    versions,
    facts,
    row.attributes.filter(({ name }) => name !== LEVEL),
    [...path, 'attributes'],
  );
  const stated = new Set([LEVEL, ...row.attributes.map(({ name }) => name), ...row.figures.map(({ name }) => name)]);
  const missing = missingFacts(versions, facts, stated).map((slot) => missingProblem(slot, [...path, 'attributes']));
  return { problems: [...level, ...stray, ...attributes], warnings: missing };
}

async function figureFindings(
  row: InstitutionInput,
  { ofYear }: InstitutionRulesets,
  path: readonly string[],
): Promise<InstitutionFindings> {
  const problems: FieldProblem[] = [];
  const warnings: FieldProblem[] = [];
  const seen = new Set<string>();
  for (const [index, { name, value, year, insurance }] of row.figures.entries()) {
    const place = [...path, 'figures', String(index)];
    const key = `${year} ${insurance} ${name}`;
    const wrongYear = yearProblems(year, [...place, 'year']);
    problems.push(...wrongYear);
    if (wrongYear.length > 0) continue;
    if (seen.has(key))
      problems.push(fieldProblem(place, 'REPEATED', `指标“${name}”（${key}）出现了多次。`, `The figure "${key}" is there twice.`));
    seen.add(key);
    const versions = await ofYear(year);
    if (versions.length === 0) warnings.push(notChecked(place, `${year}`));
    else problems.push(...statedProblems(versions, { scope: 'institution' }, [{ name, value }], place));
  }
  return { problems, warnings };
}

function unchecked({ level, attributes, effectiveFrom }: InstitutionInput, path: readonly string[]): InstitutionFindings {
  const badName = attributes.filter(({ name }) => !/^[A-Za-z][A-Za-z0-9]{0,79}$/.test(name)).map(({ name }) => notAName(name, path));
  return { problems: [...codeProblems(level, [...path, 'level']), ...badName], warnings: [notChecked(path, effectiveFrom)] };
}

const notADate = (path: readonly string[]): FieldProblem =>
  fieldProblem(
    [...path, 'effectiveFrom'],
    'NOT_A_DATE',
    '生效日期应为日历上的 YYYY-MM-DD。',
    'The first day must be a calendar date YYYY-MM-DD.',
  );

const levelTwice = (path: readonly string[]): FieldProblem =>
  fieldProblem([...path, 'attributes', LEVEL], 'REPEATED', '机构级别请只填在 level。', 'State the level in `level` only.');

const notAName = (name: string, path: readonly string[]): FieldProblem =>
  fieldProblem(
    [...path, 'attributes'],
    'NOT_A_NAME',
    `“${shownText(name)}”不是事实的名称。`,
    `"${shownText(name)}" is not the name of a fact.`,
  );

const notChecked = (path: readonly string[], when: string): FieldProblem =>
  fieldProblem(
    path,
    'NO_RULESET_IN_FORCE',
    `${when} 起没有生效的规则集，属性与指标未经核对。载入规则集后请重新试导入核对。`,
    `No ruleset is in force from ${when} on: attributes and figures were not checked. Try again once one is loaded.`,
  );
