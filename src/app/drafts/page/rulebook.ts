import type { CellChoice } from './page-model.js';
import { isAlike, membersOf, type Member, type DraftPart } from './rule-lists.js';
import { codeChoice, draftTerms, type AskedTerm } from './rule-terms.js';
import type { DecisionShown, NamedThing, Rulebook, RuleShown, RuleStanding } from './rulebook-model.js';
import { wordsOfView } from './view-words.js';
import { draftView, type DraftView } from '../workbook/draft-view.js';
import { inheritedBy, textOfRevision, type OpenDraft } from '../kit/open-draft.js';
import type { Caller } from '../../kernel/platform.js';
import { READABLE, SCOPES, type Scope } from '../../../engine/plan/scopes.js';
import { ruleEntry } from '../../../rules/document/document.js';
import { outcomeText, ruleText, type SentenceWords } from '../../../rules/explain/entry-text.js';
import { unitWord } from '../../../rules/explain/explain-words.js';
import { parseText } from '../../../rules/shape/parse.js';
import { isObject } from '../../../rules/shape/shape-words.js';

const NONE: DraftPart = {};

/** The rules of a draft's last text, and the words that its conditions are made of. Throws DRAFT_DAMAGED. */
export async function rulebookOf(caller: Pick<Caller, 'read'>, opened: OpenDraft): Promise<Rulebook> {
  return rulebookOfView(await viewOf(caller, opened));
}

/** What a rule would say, in Chinese, with the words of the draft; null where the text is no rule yet. Nothing is saved. */
export async function sentenceOf(caller: Pick<Caller, 'read'>, opened: OpenDraft, json: string): Promise<string | null> {
  const { value } = parseText(json);
  return new Sentences(await viewOf(caller, opened)).of(value);
}

async function viewOf({ read }: Pick<Caller, 'read'>, opened: OpenDraft): Promise<DraftView> {
  return await read(async (unit) => {
    const { document } = await textOfRevision(unit, opened, opened.standing.revision);
    return draftView(document, await inheritedBy(unit, document));
  });
}

/** The rules of a draft as it is looked at. */
export function rulebookOfView(view: DraftView): Rulebook {
  const asked = draftTerms(view);
  const sentences = new Sentences(view);
  const decisions = membersOf(view.inherited['decisions'], view.document['decisions']).flatMap((member, order) =>
    decisionShown(view, { member, order, asked, sentences }),
  );
  return {
    ...{ decisions, terms: asked.map(({ term }) => term), bases: basesOf(view) },
    parameters: view.parameters.map(({ name }) => ({ name, label: view.labelOf(name) })),
    codeTables: view.tables.flatMap(({ name, value }) => (value.kind === 'codes' ? [{ name, label: view.labelOf(name) }] : [])),
  };
}

interface Site {
  readonly member: Member;
  readonly order: number;
  readonly asked: readonly AskedTerm[];
  readonly sentences: Sentences;
}

/** A decision, where it is written as rules: tables, scorecards, choices and formulas are edited where they stand. */
function decisionShown(view: DraftView, { member, order, asked, sentences }: Site): readonly DecisionShown[] {
  const { name: id, base, own, isRemoved } = member;
  const stated: DraftPart = { ...base, ...own };
  const scope = SCOPES.find((one) => one === stated['scope']);
  if (isRemoved || scope === undefined || !isByRules(own, base)) return [];
  const output = isObject(stated['output']) ? stated['output'] : NONE;
  const isOfQuality = stated['quality'] === true;
  const otherwise = isObject(stated['otherwise']) ? stated['otherwise'] : undefined;
  return [
    {
      ...{ id, scope, label: view.labelOf(id), isInherited: base !== undefined, isOwn: own !== undefined },
      ...{ hit: typeof stated['hit'] === 'string' ? stated['hit'] : 'unique', isOrdered: stated['hit'] === 'first' },
      terms: asked.filter((one) => mayAsk(one, { scope, order, isOfQuality, id })).map(({ term }) => term.name),
      outcomes: outcomesOf(view, output),
      unit: typeof output['unit'] === 'string' ? unitWord(output['unit']) : '',
      otherwise: otherwise === undefined ? null : sentences.outcome(otherwise),
      rules: rulesShown(membersOf(base?.['rules'], own?.['rules']), sentences),
    },
  ];
}

function isByRules(own: DraftPart | undefined, base: DraftPart | undefined): boolean {
  const other = ['table', 'scorecard', 'choose', 'formula', 'value', 'allocate', 'rank'];
  if (own !== undefined && other.some((key) => own[key] !== undefined)) return false;
  const isStated = own !== undefined && ['rules', 'otherwise', 'hit'].some((key) => own[key] !== undefined);
  return isStated || (base !== undefined && base['rules'] !== undefined && base['chooses'] === undefined && base['partOf'] === undefined);
}

interface Asker {
  readonly id: string;
  readonly scope: Scope;
  readonly order: number;
  readonly isOfQuality: boolean;
}

function mayAsk({ term, isOfLists, isOfQualityOnly, order, from }: AskedTerm, asker: Asker): boolean {
  const isLater = from !== undefined && SCOPES.indexOf(asker.scope) >= SCOPES.indexOf(from);
  const isReadable = isLater || term.scope === asker.scope || READABLE[asker.scope].includes(term.scope);
  if (!isReadable || (asker.isOfQuality ? !isOfLists : isOfQualityOnly)) return false;
  return order === undefined || term.scope !== asker.scope || order < asker.order;
}

function outcomesOf(view: DraftView, { type, values }: DraftPart): readonly CellChoice[] {
  if (type === 'boolean') return [true, false].map((flag) => ({ text: flag ? '是' : '否', json: JSON.stringify(flag) }));
  const listed: readonly unknown[] = type === 'enum' && Array.isArray(values) ? values : [];
  return listed.filter((one) => typeof one === 'string').map((code) => codeChoice(view, code));
}

function rulesShown(members: readonly Member[], sentences: Sentences): readonly RuleShown[] {
  const shown = members.map((member): RuleShown => {
    const { name, base, own, isRemoved } = member;
    const holds = isRemoved ? base : (own ?? base);
    const label = isObject(holds?.['label']) ? holds['label']['zh'] : undefined;
    return {
      ...{ name, standing: standingOf(member), label: typeof label === 'string' ? label : name },
      json: JSON.stringify(holds ?? NONE),
      own: own === undefined ? null : JSON.stringify(own),
      sentence: sentences.of(holds),
    };
  });
  return [...shown.filter(({ standing }) => standing !== 'REMOVED'), ...shown.filter(({ standing }) => standing === 'REMOVED')];
}

function standingOf(member: Member): RuleStanding {
  if (member.isRemoved) return 'REMOVED';
  if (member.base === undefined) return 'OWN';
  return member.own === undefined || isAlike(member) ? 'INHERITED' : 'OVERRIDDEN';
}

/** Articles of the documents that the draft knows, and bases that its rules name already. */
function basesOf(view: DraftView): readonly NamedThing[] {
  return Object.entries(view.sources).flatMap(([source, stated]) => {
    if ('remove' in stated) return [];
    const articles = Object.keys(stated.articles ?? NONE);
    const title = stated.documentNo ?? stated.title;
    return articles.map((article) => ({ name: `${source}#${article}`, label: `${title} ${article}` }));
  });
}

/** Rules as sentences, with the words of a draft that may not make a ruleset yet. */
class Sentences {
  readonly #words: SentenceWords;

  constructor(view: DraftView) {
    this.#words = wordsOfView(view);
  }

  /** A rule as a sentence; null where it is none. */
  of(rule: unknown): string | null {
    const read = ruleEntry.safeParse(rule).data;
    return read === undefined || 'remove' in read ? null : ruleText(read, this.#words);
  }

  outcome({ value, formula }: DraftPart): string {
    return outcomeText({ value, formula: typeof formula === 'string' ? formula : undefined }, this.#words);
  }
}
