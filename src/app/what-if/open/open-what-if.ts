import { catalogueOfCandidate, changeCatalogues } from './candidate-catalogue.js';
import { changeValue, type ChangedValue } from './change-target.js';
import { changeInputs } from './changed-inputs.js';
import type { WhatIfCandidate, WhatIfRequest } from './what-if-request.js';
import { freezeInputs } from '../../clearing/run/freeze-inputs.js';
import { openHypothetical, openRun, type RunPlan } from '../../clearing/run/run-plan.js';
import type { RunSnapshot } from '../../clearing/run/run-snapshot.js';
import type { RunVersion } from '../../clearing/run/year-source.js';
import { invalidField, NotFoundError, StateError, type FieldProblem } from '../../base/errors.js';
import { namedGrouper, readyGrouper } from '../../caches/grouper-library.js';
import { fieldProblem, refuseProblems } from '../../requests/request-fields.js';
import { compileChanged, readCandidate } from '../../rulesets/read-candidate.js';
import type { Platform } from '../../kernel/platform.js';
import type { Reader } from '../../ports/ports.js';
import { must } from '../../../engine/kit/assert.js';
import { addDays } from '../../../engine/kit/calendar.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';
import { countsAlike } from '../../../rules/compiled/year-aggregates.js';
import type { EffectiveDocument } from '../../../rules/document/document.js';
import { shownText } from '../../../engine/kit/text.js';

/** A candidate made ready: its year, and what of parameters, tables, catalogues and inputs it changes. */
export interface OpenedCandidate {
  readonly name: string;
  /** 目录库 the stored catalogue that takes the place of the year's; absent: those of the year. */
  readonly catalogue?: string;
  readonly plan: RunPlan;
  readonly changes: readonly ChangedValue[];
}

/** A what-if made ready: the year as it is in force, and candidates, everything in memory but the cases. */
export interface OpenedWhatIf {
  readonly snapshot: RunSnapshot;
  readonly baseline: RunPlan;
  readonly candidates: readonly OpenedCandidate[];
}

/**
 * Freezes the year that is asked about, as a run would. A year of which only some months are closed is looked at as a whole. Throws what
 * `freezeInputs` throws.
 */
export async function freezeYear(
  platform: Platform,
  read: Reader,
  { regionCode, year, insurance, scheme }: Omit<WhatIfRequest, 'candidates'>,
): Promise<RunSnapshot> {
  const key = { regionCode, year, insurance };
  const { snapshot } = await read((unit) => freezeInputs(platform, unit, { key, scheme, ifPartly: 'AS_A_WHOLE' }));
  return snapshot;
}

/** Makes a what-if ready from the frozen year. Throws VALIDATION_FAILED, NOT_FOUND, RULESET_INVALID with findings (`RulesetRefused`), RULESET_TAMPERED. */
export async function openWhatIf(
  platform: Platform,
  read: Reader,
  snapshot: RunSnapshot,
  asked: readonly WhatIfCandidate[],
): Promise<OpenedWhatIf> {
  const baseline = await openRun(platform, read, snapshot);
  const candidates: OpenedCandidate[] = [];
  for (const [index, candidate] of asked.entries())
    candidates.push(await openCandidate({ platform, read, baseline, path: ['candidates', String(index)] }, candidate));
  return { snapshot, baseline, candidates };
}

interface Opening {
  readonly platform: Platform;
  readonly read: Reader;
  readonly baseline: RunPlan;
  readonly path: readonly string[];
}

type Version = Omit<RunVersion, 'ordinal'>;

async function openCandidate(opening: Opening, candidate: WhatIfCandidate): Promise<OpenedCandidate> {
  const { platform, read, baseline, path } = opening;
  const { snapshot } = baseline;
  const { days, before, changing, after } = splitAt(baseline, candidate, path);
  const replaced = await replacedVersions(opening, changing, candidate);
  const { versions, changes, problems } = await changedVersions(platform, replaced, candidate, path);
  const all = [...before, ...versions, ...after];
  const input = changeInputs(
    snapshot,
    candidate,
    all.map(({ compiled }) => compiled),
    path,
  );
  refuseProblems([...problems, ...input.problems]);
  const { engineVersion: _, throughImportSeq: __, rulesets: ___, catalogues: ____, ...inputs } = input.inputs;
  const changed = { ...days, versions };
  const chosen = await catalogueOfCandidate(read, baseline, changed, { ...candidate, path });
  const catalogued = await changeCatalogues(read, baseline, changed, chosen);
  const plan = await openHypothetical({ inputs, versions: all, catalogues: catalogued.catalogues });
  const told = [...catalogued.changes, ...changes, ...input.changes];
  return { name: candidate.name, plan, changes: told, ...(chosen === undefined ? {} : { catalogue: chosen.version }) };
}

/** The versions that a candidate changes, and those before and after its days; one that is in force on both sides of a day is cut in two. */
function splitAt({ snapshot, versions }: RunPlan, { effectiveFrom, effectiveTo }: WhatIfCandidate, path: readonly string[]) {
  const [first, last] = [effectiveFrom ?? snapshot.from, effectiveTo ?? snapshot.to];
  requireWithin(snapshot, first, [...path, 'effectiveFrom']);
  requireWithin({ from: first, to: snapshot.to }, last, [...path, 'effectiveTo']);
  const own = versions.map(({ ordinal: _, ...version }): Version => version);
  const cut = (from: string, to: string): Version[] =>
    own.filter((one) => one.from <= to && one.to >= from).map((one) => ({ ...one, from: later(one.from, from), to: earlier(one.to, to) }));
  const days = { first, last };
  return { days, before: cut(snapshot.from, addDays(first, -1)), changing: cut(first, last), after: cut(addDays(last, 1), snapshot.to) };
}

function requireWithin({ from, to }: Pick<RunSnapshot, 'from' | 'to'>, day: string, path: readonly string[]): void {
  if (day >= from && day <= to) return;
  throw invalidField(path, 'OUT_OF_RANGE', {
    zh: `${path.at(-1) === 'effectiveFrom' ? '起日' : '止日'} ${day} 不在 ${from} 至 ${to} 之间。`,
    en: `${day} is not between ${from} and ${to}.`,
  });
}

const earlier = (a: string, b: string): string => (a < b ? a : b);
const later = (a: string, b: string): string => (a > b ? a : b);

/** The versions of the changed days, or the one that takes the place of all of them. */
async function replacedVersions(opening: Opening, changing: readonly Version[], candidate: WhatIfCandidate): Promise<readonly Version[]> {
  const compiled = await candidateRuleset(opening, candidate);
  if (compiled === undefined) return changing;
  const { platform, read, baseline } = opening;
  const { regionCode } = baseline.snapshot;
  requireSameCases(compiled, baseline.yearVersion.compiled);
  const method = compiled.plan.grouping?.grouper;
  const grouper = method && (await readyGrouper(platform, read, await read((unit) => namedGrouper(unit, regionCode, method))));
  const [from, to] = [must(changing[0], 'version').from, must(changing.at(-1), 'version').to];
  return [{ from, to, compiled, ...(grouper === undefined ? {} : { grouper }) }];
}

async function candidateRuleset(
  { platform, read, baseline, path }: Opening,
  { rulesetText, version }: WhatIfCandidate,
): Promise<CompiledRuleset | undefined> {
  const { regionCode } = baseline.snapshot;
  if (rulesetText !== undefined) {
    const compiled = await readCandidate(platform, read, rulesetText);
    if (compiled.plan.region === regionCode) return compiled;
    throw invalidField([...path, 'rulesetText'], 'OTHER_REGION', {
      zh: `规则集文本是地区 ${compiled.plan.region} 的，不是 ${regionCode} 的。请改写 region 后重试。`,
      en: `The ruleset is of region ${compiled.plan.region}, not of ${regionCode}. State the right region.`,
    });
  }
  if (version === undefined) return undefined;
  const stored = await read((unit) => unit.rulesets.findByVersion(regionCode, version));
  if (stored === undefined) throw new NotFoundError({ zh: '规则集版本', en: 'ruleset version' }, version);
  return await platform.rulesets.get(read, stored);
}

function requireSameCases({ plan }: CompiledRuleset, { plan: own }: CompiledRuleset): void {
  if (countsAlike(plan, own)) return;
  throw new StateError('RULESET_INVALID', {
    zh: `候选规则集 ${plan.version} 的年度起始日或病例归属口径与现行版本 ${own.version} 不同，两方的病例不是同一批，不能比较。`,
    en: `Candidate ${plan.version} counts years or cases otherwise than ${own.version}: the cases of both sides would not be the same.`,
  });
}

interface ChangedVersions {
  readonly versions: readonly Version[];
  readonly changes: readonly ChangedValue[];
  readonly problems: readonly FieldProblem[];
}

/** Every version that has what is changed, with its value changed; what none of them has is a problem. */
async function changedVersions(
  platform: Platform,
  versions: readonly Version[],
  { set = [] }: WhatIfCandidate,
  path: readonly string[],
): Promise<ChangedVersions> {
  if (set.length === 0) return { versions, changes: [], problems: [] };
  const documents = versions.map(({ compiled }) => compiled.effective);
  const changes: ChangedValue[] = [];
  const problems: FieldProblem[] = [];
  for (const [at, change] of set.entries()) {
    const place = [...path, 'set', String(at)];
    const found = documents.map((document) => changeValue(document, change, place));
    const problem = found.find((one) => one.kind === 'problem');
    const changed = found.flatMap((one) => (one.kind === 'changed' ? [one.change] : []));
    if (problem !== undefined) problems.push(problem.problem);
    else if (changed[0] === undefined) problems.push(unknownTarget(change.target, documents, place));
    else changes.push(must(changed.at(-1), 'change'));
    for (const [index, one] of found.entries()) if (one.kind === 'changed') documents[index] = one.document;
  }
  refuseProblems(problems);
  const fresh: Version[] = [];
  for (const [index, version] of versions.entries()) {
    const document = must(documents[index], 'document');
    const isSame = document === version.compiled.effective;
    fresh.push(isSame ? version : { ...version, compiled: await compileChanged(platform, document) });
  }
  return { versions: fresh, changes, problems };
}

function unknownTarget(target: string, documents: readonly EffectiveDocument[], path: readonly string[]): FieldProblem {
  const name = target.split('[')[0] ?? '';
  const shown = shownText(target);
  const table = documents.flatMap(({ tables }) => (Object.hasOwn(tables, name) ? [tables[name]] : [])).at(-1);
  if (table?.kind === 'map' || table?.kind === 'bands') {
    const ofBands = table.kind === 'bands'; // the last band has no bound: it is written *
    const rows = table.rows
      .slice(0, 12)
      .map((row) => `${name}[${[...(row.key ?? []), ...(ofBands ? [('upTo' in row ? row.upTo : undefined) ?? '*'] : [])].join(',')}]`);
    const zh = `表 ${name} 没有“${shown}”这一行。可写：${rows.join('、')}${table.rows.length > rows.length ? ' 等' : ''}。`;
    return fieldProblem(path, 'UNKNOWN_ROW', zh, `Table ${name} has no row "${shown}". It has ${rows.join(', ')}.`);
  }
  const known = documents.flatMap(({ parameters, tables }) => [...Object.keys(parameters), ...Object.keys(tables)]);
  const names = [...new Set(known)].sort().join('、');
  const en = `No version of the year has a parameter or table "${shown}". There are: ${names}.`;
  return fieldProblem(path, 'UNKNOWN_TARGET', `本年度的规则集没有参数或表“${shown}”。可改：${names}。`, en);
}
