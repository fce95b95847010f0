import type { EffectiveDocument, ParameterDocument, RulesetDocument } from '../document/document.js';
import type { CardedDecision, CardedEntry } from './expand-scorecards.js';
import type { ChooseForm } from '../document/document-table.js';
import { finding, pointerTo } from '../findings/finding-codes.js';
import type { Finding } from '../findings/finding.js';
import type { Label } from '../../engine/plan/plan.js';
import type { Origins } from './origins.js';

type StatedDecision = CardedDecision;
/** A decision as a document states it, its choice written out as rules: `chooses` names the parameter. */
export type ChosenDecision = Omit<StatedDecision, 'choose'> & { readonly chooses?: string | undefined };
/** An entry of `decisions` after choices were written out. */
export type ChosenEntry = ChosenDecision | Extract<CardedEntry, { readonly remove: true }>;

/** Where notes go, and what parameters and codes are called. */
interface Site {
  readonly document: RulesetDocument;
  readonly base: EffectiveDocument | undefined;
  readonly findings: Finding[];
  readonly origins: Origins;
}

/** What says otherwise how an answer is found. */
const OTHER_FORMS = ['hit', 'rules', 'table', 'otherwise', 'formula', 'value', 'allocate', 'rank'] as const;

/** The longest part of an id in a rule's name, which has at most 100 characters. */
const LONGEST_ID = 59;

/**
 * Writes out choices 选用公式 as rules: one for each member of the parameter, `<id>.<MEMBER>`, which holds where the parameter is that member.
 * None answers for the others, so that an explanation shows the one comparison that held. Whether every member has a formula is checked on
 * the merged document (`checks/check-choices.ts`).
 */
export function expandChoices(decisions: readonly CardedEntry[], site: Site): readonly ChosenEntry[] {
  return decisions.map((decision, index) => {
    if ('remove' in decision) return decision;
    const { choose, ...rest } = decision;
    return choose === undefined ? rest : expandDecision(rest, choose, { ...site, pointer: pointerTo('/decisions', index) });
  });
}

function expandDecision(
  decision: Omit<StatedDecision, 'choose'>,
  { by, formulas, basis }: ChooseForm,
  site: Site & { readonly pointer: string },
): ChosenDecision {
  const { pointer, findings, origins } = site;
  const { id } = decision;
  const others = OTHER_FORMS.filter((key) => decision[key] !== undefined);
  if (others.length > 0) {
    const keys = others.join(', ');
    findings.push(finding('CHOOSE_WITH_RULES', pointerTo(pointer, others[0] ?? 'choose'), { decision: id, keys }));
    return decision;
  }
  const names = namesOf(by, site);
  origins.noteWritten(`${pointer}/chooses`, `${pointer}/choose/by`, 'WHOLE');
  origins.noteWritten(`${pointer}/hit`, `${pointer}/choose`, 'WHOLE');
  origins.noteWritten(`${pointer}/rules`, `${pointer}/choose/formulas`, 'WHOLE');
  const rules = Object.entries(formulas).map(([member, formula], index) => {
    const [rule, place] = [pointerTo(pointer, 'rules', index), pointerTo(pointer, 'choose', 'formulas', member)];
    origins.noteWritten(rule, place, 'WHOLE');
    origins.noteWritten(`${rule}/basis`, `${pointer}/choose/basis`);
    origins.noteWritten(`${rule}/conditions/all/0/fact`, `${pointer}/choose/by`, 'WHOLE');
    return {
      name: `${id.slice(0, LONGEST_ID)}.${member}`,
      label: names.label(member),
      basis,
      conditions: { all: [{ fact: by, operator: 'equal' as const, value: names.valueOf(member) }] },
      event: { type: id, params: { formula } },
    };
  });
  return { ...decision, hit: 'unique', chooses: by, rules };
}

interface ChoiceNames {
  /** What the parameter is compared with. A member that a flag has not stays text, to be refused as such. */
  readonly valueOf: (member: string) => string | boolean;
  readonly label: (member: string) => Label;
}

const FLAGS: Readonly<Record<string, Label>> = { true: { zh: '是', en: 'yes' }, false: { zh: '否', en: 'no' } };

/** What the parameter and its members are called: 费用倍率的分母＝病种支付标准. */
function namesOf(by: string, { document, base }: Site): ChoiceNames {
  const stated = parameterOf(document, by) ?? base?.parameters[by];
  const isFlag = typeof stated?.value === 'boolean';
  const parameter = stated?.label ?? { zh: by };
  const wordOf = (member: string): Label => {
    const own = document.words?.[member];
    const word = own !== undefined && !('remove' in own) ? own : base?.words?.[member];
    return (isFlag ? FLAGS[member] : word) ?? { zh: member };
  };
  return {
    valueOf: (member) => (isFlag && Object.hasOwn(FLAGS, member) ? member === 'true' : member),
    label: (member) => {
      const word = wordOf(member);
      const hasEnglish = parameter.en !== undefined || word.en !== undefined;
      const english = hasEnglish ? { en: `${parameter.en ?? by} = ${word.en ?? member}` } : {};
      return { zh: `${parameter.zh}＝${word.zh}`, ...english };
    },
  };
}

function parameterOf({ parameters }: RulesetDocument, name: string): ParameterDocument | undefined {
  const found = parameters !== undefined && Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  return found === undefined || 'remove' in found ? undefined : found;
}
