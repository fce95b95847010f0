import type { Plan } from '../../engine/plan/plan.js';
import { prepare, type Program } from '../../engine/decide/program.js';
import { compile } from '../compiled/compile.js';
import type { EffectiveDocument, ExampleDocument, ParameterDocument } from '../document/document.js';
import { LIMITS } from '../document/document-pieces.js';
import { finding } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import { canonicalJson } from '../document/hash.js';
import type { Judge } from '../judge/judge.js';
import type { Part } from '../document/vocabulary.js';
import { bilingual } from '../findings/report.js';
import { openTables, type Tables } from '../judge/tables.js';

/** Verdicts, and the Judge for those that are not there yet. */
export type TrialTables = Pick<Tables, 'verdict' | 'learn'>;

/** What an example runs on: the document's own plan, or the one that it has under the values that the example tries. */
export interface Trial {
  readonly program: Program;
  readonly tables: TrialTables;
  /** Parameters that the example states: their values are in the plan already. */
  readonly stated: ReadonlySet<string>;
  /** Parameters whose values an example may try. */
  readonly tryable: readonly string[];
  /** Whether the plan is the document's own; what a trial meets says nothing about the document's own rules. */
  readonly isOwn: boolean;
  /** Whose words say what differs. */
  readonly document: EffectiveDocument;
}

/** A plan with its tables: what a document's own examples run on. */
export interface Own {
  readonly plan: Plan;
  readonly tables: Tables;
}

type TriedValues = Readonly<Record<string, string | boolean>>;

/**
 * 试另一种读法: an example may state another value of an enum or boolean parameter, so that one document shows what each reading of a
 * policy comes to. The document is compiled again under those values, once for each combination; its own values stay what decides cases.
 */
export class ExampleTrials {
  readonly #compiled = new Map<string, Promise<Compiled>>();

  constructor(
    readonly document: EffectiveDocument,
    readonly own: Own,
    readonly judge: Judge,
    readonly part: Part = 'SCORING',
  ) {}

  /** What to run an example on, or why it cannot be run. */
  async of(example: ExampleDocument, pointer: string): Promise<Trial | { readonly findings: readonly Finding[] }> {
    const stated = Object.entries(example.given).filter(([name]) => Object.hasOwn(this.document.parameters, name));
    const values: Record<string, string | boolean> = {};
    const findings: Finding[] = [];
    for (const [name, value] of stated) {
      const parameter = this.document.parameters[name];
      const known = parameter && valueOf(parameter, value);
      if (known === undefined) findings.push(refused(example, pointer, name, whyNot(parameter)));
      else if (known !== parameter?.value) values[name] = known;
    }
    if (findings.length > 0) return { findings };
    const names = new Set(stated.map(([name]) => name));
    const tryable = this.#tryable;
    if (Object.keys(values).length === 0)
      return { tables: this.own.tables, program: prepare(this.own.plan), stated: names, tryable, isOwn: true, document: this.document };
    const compiled = await this.#under(values);
    if ('why' in compiled) return { findings: [refused(example, pointer, Object.keys(values).join(', '), compiled.why)] };
    return { ...compiled, stated: names, tryable, isOwn: false, document: this.document };
  }

  get #tryable(): readonly string[] {
    return Object.entries(this.document.parameters).flatMap(([name, { value, enum: allowed }]) =>
      typeof value === 'boolean' || allowed !== undefined ? [name] : [],
    );
  }

  async #under(values: TriedValues): Promise<Compiled> {
    const key = canonicalJson(values);
    const known = this.#compiled.get(key);
    if (known !== undefined) return await known;
    if (this.#compiled.size >= LIMITS.trials) {
      return { why: bilingual(`试用的取值组合超过 ${LIMITS.trials} 种`, `more than ${LIMITS.trials} combinations of values are tried`) };
    }
    const compiled = compileUnder(this.document, values, this);
    this.#compiled.set(key, compiled);
    return await compiled;
  }
}

type Compiled = { readonly program: Program; readonly tables: Tables } | { readonly why: Finding['message'] };

async function compileUnder(
  document: EffectiveDocument,
  values: TriedValues,
  { own, judge, part }: Pick<ExampleTrials, 'own' | 'judge' | 'part'>,
): Promise<Compiled> {
  const { effectiveHash } = own.plan;
  const tried = Object.entries(document.parameters).map(([name, parameter]): [string, ParameterDocument] => {
    const value = values[name];
    return [name, value === undefined ? parameter : { ...parameter, value }];
  });
  const compiled = compile({ ...document, parameters: Object.fromEntries(tried) }, { effectiveHash, inherited: () => true });
  const { findings } = compiled;
  const plan = part === 'QUALITY' ? compiled.quality : compiled.plan;
  const opened = plan && (await openTables(plan, judge));
  const wrong = [...findings, ...(opened?.findings ?? [])].find(({ severity }) => severity === 'ERROR');
  if (wrong !== undefined) return { why: wrong.message };
  return opened === undefined
    ? { why: bilingual('无法编译', 'it does not compile') }
    : { program: prepare(opened.plan), tables: opened.verdicts };
}

/** A stated value as one that the parameter may have. */
function valueOf({ value, enum: allowed }: ParameterDocument, stated: unknown): string | boolean | undefined {
  if (typeof value === 'boolean') return typeof stated === 'boolean' ? stated : undefined;
  return typeof stated === 'string' && allowed?.includes(stated) === true ? stated : undefined;
}

function whyNot(parameter: ParameterDocument | undefined): Finding['message'] {
  if (typeof parameter?.value === 'boolean') return bilingual('须为 true 或 false', 'it is true or false');
  const allowed = parameter?.enum?.join(', ');
  return allowed === undefined
    ? bilingual('数值参数不能在算例中改', 'an example changes no number')
    : bilingual(`须为 ${allowed} 之一`, `it is one of ${allowed}`);
}

function refused(example: ExampleDocument, pointer: string, name: string, why: Finding['message']): Finding {
  return finding('EXAMPLE_TRIAL', pointer, { example: example.id, name, why });
}
