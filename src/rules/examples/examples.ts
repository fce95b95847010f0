import { must } from '../../engine/kit/assert.js';
import { mapsOf, readFactCodes } from '../../engine/codes/code-map.js';
import { addedRefs } from '../../engine/decide/aggregates.js';
import { readRef } from '../../engine/formula/environment.js';
import { CODE_SYSTEMS } from '../../engine/plan/inpatient-case.js';
import type { CodeMaps } from '../../engine/plan/code-maps.js';
import type { Plan, Ref, Slot, Value, VerdictSource } from '../../engine/plan/plan.js';
import { KeyRun } from '../../engine/decide/key-run.js';
import { evaluateScope } from '../../engine/decide/scope-run.js';
import { traceScope, type TraceStep } from '../../engine/trace/trace.js';
import type { ExampleDocument } from '../document/document.js';
import { addedWithin, decisionRefs, writerOf } from '../names/dependencies.js';
import { differenceFindings, missedWords, type ComparedWords, type Differing, type MissedRule } from './example-differences.js';
import { EXAMPLE_FAULTS, stopped, unknownExpected, unknownGiven, unknownRule, wrongValue, type ExampleFault } from './example-faults.js';
import { oneWords } from '../explain/stated-words.js';
import { didYouMean } from '../text/nearest.js';
import type { Trial } from './example-trials.js';
import { comparedAt, isExpected, statedAs } from './example-values.js';
import { fillUnstatedAverages, placeOf, readStated, statedGroup, unstatedFrame, writeStated, type Stated } from './example-frames.js';
import { finding } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { learnUnmet } from '../judge/learn.js';
import { READABLE, SCOPES, type Scope } from '../../engine/plan/scopes.js';

/** What an example expected of an output (or of `fired`), and what came out, both as people write it; and in words. */
export interface ExampleMismatch {
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
  readonly words: ComparedWords;
}

/** How one example went, and the situations that it met (for the check that every rule has its examples). */
export interface ExampleOutcome {
  readonly id: string;
  readonly scope: Scope;
  readonly findings: readonly Finding[];
  /** Those of the findings that compare something, as values. */
  readonly mismatches: readonly ExampleMismatch[];
  /** Rules that held in what was worked out for it; `<id>.otherwise` where none of a decision did. */
  readonly held: readonly string[];
  /** Decision id, table, situation and the values of the table's facts: what the example met. */
  readonly met: readonly {
    readonly decision: string;
    readonly table: number;
    readonly situation: number;
    readonly values: readonly Value[];
  }[];
}

/** An example with the steps of what was worked out for it, of several institutions for the first. */
export interface TracedExample {
  readonly findings: readonly Finding[];
  readonly steps: readonly TraceStep[];
}

type Runs = ReadonlyMap<Scope, readonly KeyRun[]>;

/** Runs one example of a document. Situations that no table holds are put to the Judge and learnt. */
export async function runExample(trial: Trial, example: ExampleDocument, pointer: string): Promise<ExampleOutcome> {
  const session = new ExampleRun(trial, example, pointer);
  await session.run();
  const { findings, mismatches, held } = session;
  return { id: example.id, scope: example.scope, findings, mismatches, held, met: trial.isOwn ? session.met() : [] };
}

/** What a decision gives in the situation that an example describes, as an example states it; why it gives nothing. */
export type Answer = { readonly value: Stated; readonly fired: readonly string[] } | { readonly findings: readonly Finding[] };

/** Works out one decision under what an example states: its `expect` and `fired` are not looked at. */
export async function answerOf(trial: Trial, example: ExampleDocument, decision: string): Promise<Answer> {
  const session = new ExampleRun(trial, { ...example, expect: { [decision]: null }, fired: [] }, '');
  return await session.answer(decision);
}

/** Runs one example and tells step by step what was worked out for it; what kept it from being worked out. What it states itself has no steps. */
export async function traceExample(trial: Trial, example: ExampleDocument): Promise<TracedExample> {
  const session = new ExampleRun(trial, example, '');
  await session.work();
  return { findings: session.findings, steps: session.findings.length > 0 ? [] : session.steps };
}

class ExampleRun {
  readonly findings: Finding[] = [];
  readonly mismatches: ExampleMismatch[] = [];
  #runs: Runs = new Map();
  readonly #plan: Plan;
  readonly #stated = new Set<string>();
  readonly #differing: Differing[] = [];

  constructor(
    readonly trial: Trial,
    readonly example: ExampleDocument,
    readonly pointer: string,
  ) {
    this.#plan = trial.program.plan;
  }

  async run(): Promise<void> {
    await this.work();
    if (this.findings.length > 0) return;
    this.#compare();
    const { id, label, fired = [] } = this.example;
    const { document } = this.trial;
    this.findings.push(...differenceFindings({ id, label, pointer: this.pointer, fired, document }, this.#differing, this.#missedRules()));
  }

  async answer(decision: string): Promise<Answer> {
    await this.work();
    const [run] = this.#runs.get(this.example.scope) ?? [];
    const place = placeOf(this.#plan, this.example.scope, decision);
    if (this.findings.length > 0 || run === undefined || place === undefined) return { findings: this.findings };
    const value = run.frame[place.slot];
    const fired = firedNames(run).filter((name) => this.#decisionOfFired(name) === decision);
    if (value === undefined) return { findings: this.findings };
    return { value: must(statedAs(value, comparedAt(writerOf(this.#plan, place.scope, place.slot)?.output)), decision), fired };
  }

  async work(): Promise<void> {
    this.#runs = this.#open();
    if (this.findings.length > 0) return;
    const needed = this.#needed();
    for (const scope of [...READABLE[this.example.scope], this.example.scope].sort((a, b) => SCOPES.indexOf(a) - SCOPES.indexOf(b))) {
      const only = needed.get(scope);
      if (only !== undefined && only.size > 0) await this.#evaluate(scope, only);
    }
  }

  get held(): readonly string[] {
    return [...new Set([...this.#runs.values()].flat().flatMap(firedNames))];
  }

  get steps(): readonly TraceStep[] {
    const { program, tables } = this.trial;
    return [...this.#runs.values()].flatMap(([first]) => (first === undefined ? [] : traceScope(program, first, tables.verdict)));
  }

  met(): ExampleOutcome['met'] {
    return [...this.#runs.values()].flat().flatMap(({ scope, evaluation, environment }) =>
      scope.decisions.flatMap(({ plan, tables, tableOffset }) =>
        tables.flatMap(({ tests }, table) => {
          const situation = evaluation.situations[tableOffset + table] ?? -1;
          const values = (): Value[] => tests.map(({ ref }) => readRef(environment, ref) ?? null);
          return situation < 0 ? [] : [{ decision: plan.id, table, situation, values: values() }];
        }),
      ),
    );
  }

  /** One run of each scope in reach; of the example's own scope one an institution where it states several. */
  #open(): Runs {
    const { scope, given } = this.example;
    const runs = new Map<Scope, KeyRun[]>();
    const institutions = given.institutions ?? [];
    const perInstitution = (candidate: Scope): boolean => candidate !== 'fundYear' && candidate !== 'fundYearEnd';
    const frames = (index: number) =>
      Object.fromEntries([...runs].map(([s, list]) => [s, must(list[perInstitution(s) ? index : 0] ?? list[0], s).frame]));
    for (const candidate of [...READABLE[scope], scope].sort((a, b) => SCOPES.indexOf(a) - SCOPES.indexOf(b))) {
      const codes = institutions.length > 0 && perInstitution(candidate) ? institutions.map(({ code }) => code) : [undefined];
      runs.set(
        candidate,
        codes.map((code, index) => this.#openRun(candidate, code, frames(index))),
      );
    }
    for (const [name, stated] of Object.entries(given)) {
      if (name === 'group' || name === 'institutions' || this.trial.stated.has(name)) continue;
      if (isStated(stated)) this.#state(runs, name, stated, undefined);
      else this.#invalid(name, EXAMPLE_FAULTS.WRONG_FORM);
    }
    institutions.forEach(({ code: _, ...own }, index) => {
      for (const [name, stated] of Object.entries(own)) this.#state(runs, name, stated, index);
    });
    this.#stateGroup(runs);
    if (institutions.length > 0) fillUnstatedAverages(this.trial.program, runs.get('institution') ?? []);
    return runs;
  }

  #openRun(scope: Scope, institutionCode: string | undefined, outer: Partial<Record<Scope, KeyRun['frame']>>): KeyRun {
    const run = new KeyRun(this.trial.program.scopes[scope], institutionCode === undefined ? {} : { institutionCode }, new Map(), outer);
    unstatedFrame(this.#plan.slots[scope]).forEach((value, slot) => (run.frame[slot] = value));
    return run;
  }

  #stateGroup(runs: Runs): void {
    const { group } = this.example.given;
    if (group === undefined) return;
    for (const run of runs.get('case') ?? []) {
      run.environment.group = group === null ? null : statedGroup(group);
      const found = run.environment.group;
      const facts: readonly (readonly [string, Value])[] = [
        ['groupCode', found?.code ?? null],
        ['groupKind', found?.kind ?? 'UNGROUPED'],
        ['groupFlag', found?.flags ?? []],
      ];
      for (const [name, value] of facts) {
        const place = placeOf(this.#plan, 'case', name);
        if (place !== undefined && !this.#stated.has(name)) writeStated(run.frame, place, value);
      }
    }
  }

  #state(runs: Runs, name: string, stated: Stated, index: number | undefined): void {
    const place = placeOf(this.#plan, this.example.scope, name);
    if (place === undefined) {
      const { example, trial } = this;
      return this.#invalid(name, unknownGiven(this.#plan, example.scope, name, trial.tryable));
    }
    if (place.spec.source === 'parameter') return this.#invalid(name, EXAMPLE_FAULTS.OF_ALL_INSTITUTIONS);
    const spec: Slot = place.member === undefined ? place.spec : { ...place.spec, type: 'boolean' };
    const value = readStated(spec, stated);
    if (value === undefined) return this.#invalid(name, wrongValue(spec, stated));
    this.#stated.add(name);
    const read = place.scope === 'case' ? readFactCodes(this.#codeMaps(), name, value) : value;
    const targets = runs.get(place.scope) ?? [];
    (index === undefined ? targets : targets.slice(index, index + 1)).forEach((run) => writeStated(run.frame, place, read));
  }

  /** The maps that read the example's codes, by the edition that it states. */
  #codeMaps(): CodeMaps | undefined {
    const stated = this.example.given.codeSystem;
    return mapsOf(this.#plan.codes, CODE_SYSTEMS.find((known) => known === stated) ?? null);
  }

  #invalid(name: string, { why, guess }: ExampleFault): void {
    const suggestion = guess === undefined ? undefined : didYouMean(guess);
    this.findings.push(finding('EXAMPLE_INVALID', this.pointer, { example: this.example.id, name, why }, { suggestion }));
  }

  /** The decisions that the expectations need, by scope: those that write what is expected or fired, and all that they read and nobody stated. */
  #needed(): ReadonlyMap<Scope, Set<string>> {
    const needed = new Map<Scope, Set<string>>();
    const visit = (scope: Scope, slot: number): void => {
      const decision = writerOf(this.#plan, scope, slot);
      const known = needed.get(scope) ?? new Set<string>();
      needed.set(scope, known);
      const aggregate = addedWithin(this.#plan, scope, slot);
      if (aggregate !== undefined && !known.has(aggregate.id)) {
        known.add(aggregate.id);
        addedRefs(aggregate).forEach((ref) => this.#isSupplied(ref) || visit(ref.scope, ref.slot));
      }
      if (decision === undefined || known.has(decision.id) || this.#stated.has(decision.id)) return;
      known.add(decision.id);
      decisionRefs(decision).forEach((ref) => this.#isSupplied(ref) || visit(ref.scope, ref.slot));
    };
    for (const name of this.#expectedNames()) {
      const place = placeOf(this.#plan, this.example.scope, name);
      if (place === undefined) this.#invalid(name, unknownExpected(this.#plan, this.example.scope, name));
      else visit(place.scope, place.slot);
    }
    return needed;
  }

  #expectedNames(): readonly string[] {
    const { expect, fired } = this.example;
    const own = Object.keys(expect).filter((name) => name !== 'institutions');
    const pooled = Object.values(expect.institutions ?? {}).flatMap((values) => Object.keys(values));
    const decisions = (fired ?? []).flatMap((name) => this.#decisionOfFired(name) ?? []);
    return [...new Set([...own, ...pooled, ...decisions])];
  }

  #decisionOfFired(name: string): string | undefined {
    const decisions = SCOPES.flatMap((scope) => this.#plan.decisions[scope]);
    const found = decisions.find(({ id, rules }) => `${id}.otherwise` === name || rules.some((rule) => rule.name === name));
    if (found === undefined) this.#invalid(name, unknownRule(decisions, name));
    return found?.id;
  }

  #isSupplied(ref: Ref): boolean {
    const [run] = this.#runs.get(ref.scope) ?? [];
    return run !== undefined && readRef(run.environment, ref) !== undefined && this.#stated.has(ref.name);
  }

  /**
   * What the tables say, but that of a `unique` decision one rule only holds: more are a fault of the document, or of what the example
   * states, and are said rather than asserted.
   */
  readonly #verdict: VerdictSource = (decision, table, situation) => {
    const verdict = this.trial.tables.verdict(decision, table, situation);
    if (verdict === undefined || decision.hit !== 'unique' || verdict.fired.length < 2) return verdict;
    const rules = verdict.fired.map((rule) => must(decision.rules[rule], 'rule').name).join('、');
    const args = { example: this.example.id, decision: decision.id, rules };
    this.findings.push(finding('EXAMPLE_OVERLAP', this.pointer, args));
    return { ...verdict, fired: verdict.fired.slice(0, 1) };
  };

  /** Evaluates, asking the Judge for situations that no table holds, until nothing is unmet. */
  async #evaluate(scope: Scope, only: ReadonlySet<string>): Promise<void> {
    const runs = this.#runs.get(scope) ?? [];
    const { program, tables } = this.trial;
    for (;;) {
      const { failures, unmet } = evaluateScope(program, scope, runs, this.#verdict, only);
      await learnUnmet(program, tables, runs, unmet);
      if (unmet.length > 0) continue;
      for (const { code, decision, fact } of failures) {
        if (code === 'NOT_SUPPLIED')
          this.findings.push(finding('EXAMPLE_FACT_MISSING', this.pointer, { example: this.example.id, decision, name: fact }));
        else this.#invalid(decision, stopped(code, fact));
      }
      return;
    }
  }

  #compare(): void {
    const { expect, scope } = this.example;
    const [first] = this.#runs.get(scope) ?? [];
    for (const [name, stated] of Object.entries(expect)) {
      if (name !== 'institutions' && isStated(stated)) this.#compareOne(must(first, 'run'), name, stated, undefined);
    }
    for (const [code, values] of Object.entries(expect.institutions ?? {})) {
      const run = (this.#runs.get(scope) ?? []).find(({ key }) => key.institutionCode === code);
      if (run === undefined) this.#invalid(`institutions.${code}`, EXAMPLE_FAULTS.INSTITUTION_NOT_GIVEN);
      else for (const [name, stated] of Object.entries(values)) this.#compareOne(run, name, stated, code);
    }
  }

  #compareOne(run: KeyRun, name: string, stated: Stated, institution: string | undefined): void {
    const place = must(placeOf(this.#plan, this.example.scope, name), name);
    const ref: Ref = { name, scope: place.scope, slot: place.slot, ...(place.member === undefined ? {} : { member: place.member }) };
    const value = readRef(run.environment, ref);
    const writer = writerOf(this.#plan, place.scope, place.slot);
    const places = comparedAt(writer?.output);
    if (isExpected(value, stated, places)) return;
    const field = institution === undefined ? name : `${institution}.${name}`;
    const came = statedAs(value, places);
    const [expected, actual] = [JSON.stringify(stated), came === undefined ? '—' : JSON.stringify(came)];
    const words = this.#inWords(name, { stated, came, institution });
    this.#differing.push({
      words,
      label: writer?.label,
      steps: institution === undefined ? [name] : ['institutions', institution, name],
      ...{ stated, actual: came },
    });
    this.mismatches.push({ field, expected: unquoted(expected), actual: unquoted(actual), words });
  }

  #inWords(
    name: string,
    { stated, came, institution }: { stated: Stated; came: Stated | undefined; institution: string | undefined },
  ): ComparedWords {
    const { document } = this.trial;
    const { label, value: expected } = oneWords(document, name, stated);
    const actual = came === undefined ? { zh: '—', en: '—' } : oneWords(document, name, came).value;
    const of = institution === undefined ? '' : `${institution} `;
    return { label: { zh: `${of}${label.zh}`, en: `${of}${label.en}` }, expected, actual };
  }

  /** What its decision answered by in place of a rule. */
  #firedInstead(rule: string, fired: ReadonlySet<string>): readonly string[] {
    const decision = SCOPES.flatMap((scope) => this.#plan.decisions[scope]).find(({ id }) => id === this.#decisionOfFired(rule));
    const names = [...(decision?.rules.map(({ name }) => name) ?? []), `${decision?.id ?? ''}.otherwise`];
    return names.filter((name) => fired.has(name));
  }

  #missedRules(): readonly MissedRule[] {
    const fired = new Set(this.held);
    const missed: MissedRule[] = [];
    for (const rule of this.example.fired ?? []) {
      if (fired.has(rule)) continue;
      const one: MissedRule = { rule, instead: this.#firedInstead(rule, fired) };
      missed.push(one);
      this.mismatches.push({ field: 'fired', expected: rule, actual: [...fired].join(', '), words: missedWords(this.trial.document, one) });
    }
    return missed;
  }
}

/** Whether a stated value is a value, not a group or a list of institutions. */
function isStated(value: unknown): value is Stated {
  if (Array.isArray(value)) return value.every((member) => typeof member === 'string');
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}

/** Names of the rules that held in a run; `<id>.otherwise` where none did. */
export function firedNames({ scope, evaluation }: KeyRun): readonly string[] {
  return scope.decisions.flatMap(({ plan }) => {
    const fired = evaluation.fired[plan.index];
    if (fired === undefined || plan.hit === 'formula') return [];
    return fired.length === 0 ? [`${plan.id}.otherwise`] : fired.map((rule) => must(plan.rules[rule], 'rule').name);
  });
}

/** A text without the quotes that tell it from a number in a message; whatever else as it is. */
function unquoted(printed: string): string {
  return /^"[^"\\]*"$/.test(printed) ? printed.slice(1, -1) : printed;
}
