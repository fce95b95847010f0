import './rules.css';
import { Button, Input, Select, Tag } from 'antd';
import { useState } from 'react';
import { useAsk } from '../../../api/operations.ts';
import { usePlace } from '../../../frame/place.tsx';
import { DraftRulebookDocument } from '../../../generated/editor/rules/graphql.ts';
import { Loaded, Nothing } from '../../../parts/states.tsx';
import { rulesEn } from '../../../texts/en/rules.ts';
import { rulesZh } from '../../../texts/zh/rules.ts';
import { said, useLanguage, useTexts } from '../../../texts/language.tsx';
import type { Finding } from '../findings.tsx';
import type { Draft, Edits } from '../use-edits.ts';
import {
  freeName,
  mayMove,
  moveRule,
  stateRule,
  unstateRule,
  type Decision,
  type Rule,
  type RuleEdit,
  type Rulebook,
} from './rule-edits.ts';
import { RuleForm, StopForm, type EditedRule } from './rule-form.tsx';
import { objectOf, ruleOf, writtenRule, EMPTY_LEAF, type RuleText } from './rule-parse.ts';

interface BuilderProps {
  readonly draft: Draft;
  readonly edits: Edits;
  readonly findings: readonly Finding[];
  readonly isOpen: boolean;
}

/** What can be done to the rules of a decision. */
interface Acts {
  readonly isBusy: boolean;
  readonly isOpen: boolean;
  readonly make: (edit: RuleEdit | undefined) => void;
  readonly edit: (edited: EditedRule) => void;
  readonly stop: (stopped: { readonly decision: Decision; readonly rule: Rule }) => void;
}

interface RuleItemProps {
  readonly decision: Decision;
  readonly rule: Rule;
  readonly acts: Acts;
  readonly findings: readonly Finding[];
}

const STANDING_COLOURS = { OWN: 'blue', INHERITED: 'default', OVERRIDDEN: 'gold', REMOVED: 'default' } as const;

/** A copy has a name of its own, and stands behind the other one. */
function copyOf(t: typeof rulesZh, decision: Decision, rule: Rule): RuleText {
  const { rest, label, ...copied } = ruleOf(rule.json);
  const { after: _, label: __, ...kept } = rest;
  const isBehind = decision.isInherited;
  return { ...copied, name: freeName(decision, rule.name), label: t.copyOf(label), rest: isBehind ? { ...kept, after: rule.name } : kept };
}

/** A new rule begins with one empty condition; of a decision of quality, with what its first rule says of lists. */
function emptyRule({ rules, ...decision }: Decision): RuleText {
  const { quality } = objectOf(rules[0]?.json ?? null);
  return {
    ...{ name: freeName({ ...decision, rules }, decision.id), label: '', basis: [] },
    ...{ conditions: { kind: 'all', of: [EMPTY_LEAF] }, outcome: { kind: 'value', value: undefined } },
    rest: quality === undefined ? {} : { quality },
  };
}

function RuleActs({ decision, rule, acts }: Omit<RuleItemProps, 'findings'>) {
  const t = useTexts({ zh: rulesZh, en: rulesEn });
  const { isBusy, make } = acts;
  const { standing } = rule;
  const act = (text: string, onClick: () => void, isPossible = true) => (
    <Button key={text} size="small" aria-label={`${text}：${rule.label}`} disabled={isBusy || !isPossible} onClick={onClick}>
      {text}
    </Button>
  );
  if (standing === 'REMOVED') return act(t.restore, () => make(unstateRule(decision, rule)));
  return (
    <>
      {act(t.change, () => acts.edit({ decision, rule: ruleOf(rule.json), isNew: false }))}
      {act(t.copy, () => acts.edit({ decision, rule: copyOf(t, decision, rule), isNew: true }))}
      {decision.isOrdered && act(t.up, () => make(moveRule(decision, rule, -1)), mayMove(decision, rule, -1))}
      {decision.isOrdered && act(t.down, () => make(moveRule(decision, rule, 1)), mayMove(decision, rule, 1))}
      {standing === 'OVERRIDDEN' && act(t.reset, () => make(unstateRule(decision, rule)))}
      {standing === 'OWN' ? act(t.remove, () => make(unstateRule(decision, rule))) : act(t.stop, () => acts.stop({ decision, rule }))}
    </>
  );
}

function RuleItem({ decision, rule, acts, findings }: RuleItemProps) {
  const t = useTexts({ zh: rulesZh, en: rulesEn });
  const { language } = useLanguage();
  const at = `/decisions/${decision.id}/rules/${rule.name}`;
  const here = findings.filter(({ place, severity }) => severity !== 'INFO' && (place === at || (place?.startsWith(`${at}/`) ?? false)));
  return (
    <li className={`built-rule${rule.standing === 'REMOVED' ? ' built-rule-off' : ''}`} aria-label={rule.label}>
      <div className="built-rule-head">
        <strong>{rule.label}</strong>
        {(decision.isInherited || rule.standing !== 'OWN') && (
          <Tag color={STANDING_COLOURS[rule.standing]}>{t.standings[rule.standing]}</Tag>
        )}
        {acts.isOpen && (
          <span className="built-rule-acts">
            <RuleActs decision={decision} rule={rule} acts={acts} />
          </span>
        )}
      </div>
      <p lang="zh-CN">{rule.sentence ?? t.sentenceNone}</p>
      {here.map(({ code, message, severity }) => (
        <p key={code + message.zh} className={severity === 'ERROR' ? 'cell-wrong' : 'note'}>
          {said(message, language)}
        </p>
      ))}
    </li>
  );
}

interface DecisionPartProps {
  readonly decision: Decision;
  readonly acts: Acts;
  readonly findings: readonly Finding[];
}

function DecisionPart({ decision, acts, findings }: DecisionPartProps) {
  const t = useTexts({ zh: rulesZh, en: rulesEn });
  const { label, rules, otherwise, isOrdered } = decision;
  return (
    <article className="rule">
      <h3>{label}</h3>
      {isOrdered && <p className="note">{t.ordered}</p>}
      {rules.length === 0 && <p className="note">{t.noRules}</p>}
      <ol className="built-rules">
        {rules.map((rule) => (
          <RuleItem key={rule.name} decision={decision} rule={rule} acts={acts} findings={findings} />
        ))}
      </ol>
      {otherwise !== null && <p lang="zh-CN">{t.otherwise(otherwise)}</p>}
      {acts.isOpen && (
        <Button disabled={acts.isBusy} onClick={() => acts.edit({ decision, rule: emptyRule(decision), isNew: true })}>
          {t.addRule}
        </Button>
      )}
    </article>
  );
}

function DecisionChoice({
  book,
  chosen,
  choose,
}: {
  readonly book: Rulebook;
  readonly chosen: string | undefined;
  readonly choose: (id: string) => void;
}) {
  const t = useTexts({ zh: rulesZh, en: rulesEn });
  const scopes = [...new Set(book.decisions.map(({ scope }) => scope))];
  return (
    <Select
      className="decision-choice"
      aria-label={t.decision}
      showSearch={{ optionFilterProp: 'title' }}
      options={scopes.map((scope) => ({
        label: scope,
        title: scope,
        options: book.decisions
          .filter((one) => one.scope === scope)
          .map(({ id, label }) => ({ value: id, label, title: `${label} ${id}` })),
      }))}
      value={chosen ?? null}
      onChange={choose}
    />
  );
}

function Built({ book, draft, edits, findings, isOpen }: BuilderProps & { readonly book: Rulebook }) {
  const t = useTexts({ zh: rulesZh, en: rulesEn });
  const [chosen, setChosen] = useState(book.decisions[0]?.id);
  const [typed, setTyped] = useState('');
  const [edited, setEdited] = useState<EditedRule | undefined>(undefined);
  const [stopped, setStopped] = useState<{ readonly decision: Decision; readonly rule: Rule } | undefined>(undefined);
  const make = (edit: RuleEdit | undefined): void => {
    if (edit !== undefined) edits.save(edit.patches, edit.undo);
  };
  // What is made of the rules as they were read is not sent twice upon them.
  const isBusy = edits.isSaving || draft.revision < (edits.savedRevision ?? 0);
  const acts: Acts = { isBusy, isOpen, make, edit: setEdited, stop: setStopped };
  const word = typed.trim();
  const found = book.decisions.filter(({ id, label, rules }) =>
    [id, label, ...rules.map((rule) => rule.label)].some((text) => text.includes(word)),
  );
  const shown = word === '' ? book.decisions.filter(({ id }) => id === chosen) : found;
  return (
    <>
      <div className="condition-inputs">
        <DecisionChoice
          book={book}
          chosen={chosen}
          choose={(id) => {
            setChosen(id);
            setTyped('');
          }}
        />
        <Input
          allowClear
          className="sheet-filter"
          placeholder={t.filter}
          aria-label={t.filter}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </div>
      {shown.length === 0 && <Nothing>{t.none}</Nothing>}
      {shown.some(({ isInherited }) => isInherited) && <p className="note">{t.inherited}</p>}
      {shown.map((decision) => (
        <DecisionPart key={decision.id} decision={decision} acts={acts} findings={findings} />
      ))}
      {edited !== undefined && (
        <RuleForm
          book={book}
          draftId={draft.draftId}
          edited={edited}
          cancel={() => setEdited(undefined)}
          save={(rule) => {
            make(stateRule(edited.decision, rule.name, writtenRule(edited.decision.id, rule)));
            setEdited(undefined);
          }}
        />
      )}
      {stopped !== undefined && (
        <StopForm
          book={book}
          label={stopped.rule.label}
          begun={ruleOf(stopped.rule.json).basis}
          cancel={() => setStopped(undefined)}
          stop={(basis) => {
            make(stateRule(stopped.decision, stopped.rule.name, { name: stopped.rule.name, remove: true, basis }));
            setStopped(undefined);
          }}
        />
      )}
    </>
  );
}

/** 增减规则和条件 the rules of a decision, each as a sentence: added, copied, changed, taken out, moved. */
export function RulesBuilder(props: BuilderProps) {
  const t = useTexts({ zh: rulesZh, en: rulesEn });
  const { region } = usePlace();
  const asked = useAsk(DraftRulebookDocument, { region: region.code, draft: props.draft.draftId });
  return (
    <section className="panel" aria-label={t.title}>
      <h2>{t.title}</h2>
      <p className="note">{t.hint}</p>
      <Loaded asked={asked}>{({ rulesetDraft }) => <Built {...props} book={rulesetDraft.rulebook} />}</Loaded>
    </section>
  );
}
