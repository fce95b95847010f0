import type { WhatIfCandidate } from './what-if-request.js';
import type { ChangedValue, ChangeWords } from './change-target.js';
import type { RunSnapshot } from '../../clearing/run/run-snapshot.js';
import { fieldProblem } from '../../requests/request-fields.js';
import { statableSlots, statedProblems, type StatedValue } from '../../requests/stated-values.js';
import type { FieldProblem } from '../../base/errors.js';
import { factProblems } from '../../base/evaluation-errors.js';
import { readFactText } from '../../../engine/decide/fact-text.js';
import type { Slot } from '../../../engine/plan/plan.js';
import type { CompiledRuleset } from '../../../rules/compiled/compiled-ruleset.js';
import type { BothWords } from '../../../rules/document/code-words.js';
import type { EffectiveDocument } from '../../../rules/document/document.js';
import { oneWords } from '../../../rules/explain/stated-words.js';
import { must } from '../../../engine/kit/assert.js';

/** Inputs of a year with changes, and what was changed; problems where one does not fit. */
export interface ChangedInputs {
  readonly inputs: RunSnapshot;
  readonly changes: readonly ChangedValue[];
  readonly problems: readonly FieldProblem[];
}

/** The level of an institution stands in its profiles, and every ruleset reads it. */
const LEVEL = 'institutionLevel';
const NOT_STATED = '—';
const BUDGET: BothWords = { zh: '预算', en: 'Budget:' };
const ACTUALS: BothWords = { zh: '决算', en: 'Actuals:' };

/** Whose items are changed, and the rules that say what each is called. */
interface ItemsTold {
  readonly of: BothWords;
  readonly document: EffectiveDocument;
}

/** Changes what is recorded of a year, in memory: budget items, actuals, facts of institutions and of their year. */
export function changeInputs(
  snapshot: RunSnapshot,
  candidate: WhatIfCandidate,
  versions: readonly CompiledRuleset[],
  path: readonly string[],
): ChangedInputs {
  const { budget = [], actuals = [], institutions = [] } = candidate;
  const changes: ChangedValue[] = [];
  const said = (of: BothWords): ItemsTold => ({ of, document: must(versions.at(-1), 'version').effective });
  const problems = [...itemProblems(versions, budget, [...path, 'budget']), ...itemProblems(versions, actuals, [...path, 'actuals'])];
  let inputs: RunSnapshot = {
    ...snapshot,
    budget: changeItems(snapshot.budget, budget, said(BUDGET), changes),
    actuals: changeItems(snapshot.actuals, actuals, said(ACTUALS), changes),
  };
  for (const [index, change] of institutions.entries()) {
    const changed = changeInstitution(inputs, change, versions, [...path, 'institutions', String(index)]);
    if ('problem' in changed) problems.push(changed.problem);
    else {
      inputs = changed.inputs;
      changes.push(changed.change);
    }
  }
  return { inputs, changes, problems };
}

/** Items are facts of the fund year, when it opens or when it ends. */
function itemProblems(
  versions: readonly CompiledRuleset[],
  items: readonly StatedValue[],
  path: readonly string[],
): readonly FieldProblem[] {
  const atEnd = statableSlots(versions, { scope: 'fundYearEnd' });
  return [
    ...statedProblems(
      versions,
      { scope: 'fundYearEnd' },
      items.filter(({ name }) => atEnd.has(name)),
      path,
    ),
    ...statedProblems(
      versions,
      { scope: 'fundYear' },
      items.filter(({ name }) => !atEnd.has(name)),
      path,
    ),
  ];
}

function changeItems(
  before: Readonly<Record<string, string>>,
  items: readonly StatedValue[],
  { of, document }: ItemsTold,
  changes: ChangedValue[],
): Record<string, string> {
  for (const { name, value } of items) {
    const stated = before[name] ?? NOT_STATED;
    changes.push({
      target: name,
      zh: of.zh,
      before: stated,
      after: value,
      said: factSaid(document, of, { name, before: stated, after: value }),
    });
  }
  return { ...before, ...Object.fromEntries(items.map(({ name, value }) => [name, value])) };
}

/** A fact, whose it is and what it was and is to be, as people read it. */
function factSaid(
  document: EffectiveDocument,
  of: BothWords,
  { name, before, after }: Omit<ChangedValue, 'target' | 'zh'> & { readonly name: string },
): ChangeWords {
  const { label, value } = oneWords(document, name, before);
  return {
    label: { zh: `${of.zh} ${label.zh}`, en: `${of.en} ${label.en}` },
    before: value,
    after: oneWords(document, name, after).value,
  };
}

type InstitutionChanged = { readonly inputs: RunSnapshot; readonly change: ChangedValue } | { readonly problem: FieldProblem };

function changeInstitution(
  snapshot: RunSnapshot,
  { institutionCode: code, name, value }: StatedValue & { readonly institutionCode: string },
  versions: readonly CompiledRuleset[],
  path: readonly string[],
): InstitutionChanged {
  const own = snapshot.institutions.find((institution) => institution.code === code);
  if (own === undefined) {
    const en = `There is no institution "${code}" in this region.`;
    return { problem: fieldProblem([...path, 'institutionCode'], 'UNKNOWN_INSTITUTION', `本地区没有医疗机构“${code}”。`, en) };
  }
  const atYear = statableSlots(versions, { scope: 'institutionYear' });
  const atStart = statableSlots(versions, { scope: 'institution' });
  const slot = atStart.get(name) ?? atYear.get(name);
  const wrong = misfit(
    slot,
    { name, value },
    [...atStart, ...atYear].map(([known, { label }]) => `${known}（${label.zh}）`),
    path,
  );
  if (slot === undefined || wrong !== undefined) return { problem: wrong ?? fieldProblem(path, 'UNKNOWN_FACT', name, name) };
  const change = (before: string | undefined): ChangedValue => ({
    target: `${code}.${name}`,
    zh: `${own.name} ${slot.label.zh}`,
    before: before ?? NOT_STATED,
    after: value,
    said: factSaid(
      must(versions.at(-1), 'version').effective,
      { zh: own.name, en: own.name },
      { name, before: before ?? NOT_STATED, after: value },
    ),
  });
  if (!atStart.has(name)) {
    const { institutionYears } = snapshot;
    const stated = { ...institutionYears, [code]: { ...institutionYears[code], [name]: value } };
    return { inputs: { ...snapshot, institutionYears: stated }, change: change(institutionYears[code]?.[name]) };
  }
  const profile = own.profiles.at(-1);
  if (name === LEVEL) {
    const profiles = own.profiles.map((one) => ({ ...one, level: value }));
    const institutions = snapshot.institutions.map((one) => (one === own ? { ...one, profiles } : one));
    return { inputs: { ...snapshot, institutions }, change: change(profile?.level) };
  }
  // A figure of the year outranks an attribute of a profile, whichever it was until now.
  const isOwn = (figure: RunSnapshot['figures'][number]): boolean => figure.institutionCode === code && figure.name === name;
  const before = snapshot.figures.find(isOwn)?.value ?? profile?.attributes[name];
  const figures = [...snapshot.figures.filter((figure) => !isOwn(figure)), { institutionCode: code, name, value }];
  return { inputs: { ...snapshot, figures }, change: change(before) };
}

function misfit(
  slot: Slot | undefined,
  { name, value }: StatedValue,
  known: readonly string[],
  path: readonly string[],
): FieldProblem | undefined {
  if (slot === undefined) return factProblems([{ code: 'UNKNOWN_FACT', fact: name, value, expected: known.join('、') }], path)[0];
  const reading = readFactText(slot, value);
  return 'problem' in reading ? factProblems([reading.problem], path)[0] : undefined;
}
