import { Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useAsk } from '../../../api/operations.ts';
import { usePlace } from '../../../frame/place.tsx';
import { RuleSentenceDocument } from '../../../generated/editor/rules/graphql.ts';
import { rulesEn } from '../../../texts/en/rules.ts';
import { rulesZh } from '../../../texts/zh/rules.ts';
import { useTexts } from '../../../texts/language.tsx';
import { FormulaField } from '../formula/formula-input.tsx';
import { BasesInput } from './bases-input.tsx';
import { ConditionGroup } from './condition-group.tsx';
import type { Decision, Rulebook } from './rule-edits.ts';
import { isAllChosen, writtenRule, type Outcome, type RuleText } from './rule-parse.ts';

/** 规则名 how a rule may be called in the document. */
const NAME = /^[A-Za-z][A-Za-z0-9._-]{0,99}$/;

/** A rule that is edited, and where it belongs. */
export interface EditedRule {
  readonly decision: Decision;
  readonly rule: RuleText;
  readonly isNew: boolean;
}

interface RuleFormProps {
  readonly book: Rulebook;
  readonly draftId: string;
  readonly edited: EditedRule;
  readonly save: (rule: RuleText) => void;
  readonly cancel: () => void;
}

/** What the rule would say, as far as it is complete. */
function Sentence({ draftId, decision, rule }: { readonly draftId: string; readonly decision: Decision; readonly rule: RuleText }) {
  const t = useTexts({ zh: rulesZh, en: rulesEn });
  const { region } = usePlace();
  const isReady = isAllChosen(rule.conditions);
  // A sentence has no name and no basis: what is missing of those keeps nobody from reading it.
  const said = { ...rule, name: 'rule', label: rule.label || 'rule', basis: ['-'] };
  const variables = { region: region.code, draft: draftId, rule: JSON.stringify(writtenRule(decision.id, said)) };
  const asked = useAsk(RuleSentenceDocument, variables, { enabled: isReady });
  const text = isReady ? asked.data?.rulesetDraft.ruleSentence : null;
  return (
    <p className="rule-sentence" role="status" aria-label={t.sentence} lang="zh-CN">
      {text ?? (asked.isFetching ? t.sentenceAsking : t.sentenceNone)}
    </p>
  );
}

interface OutcomeProps {
  readonly decision: Decision;
  readonly outcome: Outcome;
  readonly change: (outcome: Outcome) => void;
}

function valueOf(json: string): string | boolean | undefined {
  const read: unknown = JSON.parse(json);
  return typeof read === 'string' || typeof read === 'boolean' ? read : undefined;
}

/** What the rule gives: one of several, a number, or a formula. */
function OutcomeInput({ decision, outcome, change }: OutcomeProps) {
  const t = useTexts({ zh: rulesZh, en: rulesEn });
  const { outcomes, unit } = decision;
  if (outcomes.length > 0 && outcome.kind === 'value')
    return (
      <Select
        aria-label={t.gives}
        placeholder={t.choose}
        options={outcomes.map(({ text, json }) => ({ value: json, label: text }))}
        value={outcome.value === undefined ? null : JSON.stringify(outcome.value)}
        onChange={(json: string) => change({ kind: 'value', value: valueOf(json) })}
      />
    );
  return (
    <div className="condition-inputs">
      <Select
        aria-label={t.mode}
        options={[
          { value: 'value', label: t.sides.value },
          { value: 'formula', label: t.sides.formula },
        ]}
        value={outcome.kind}
        onChange={(kind: Outcome['kind']) => change(kind === 'value' ? { kind, value: undefined } : { kind, text: '' })}
      />
      {outcome.kind === 'formula' ? (
        <FormulaField
          id="rule-form-formula"
          label={t.formula}
          pointer={`/decisions/${decision.id}/rules/-/event/params/formula`}
          typed={outcome.text}
          setTyped={(text) => change({ kind: 'formula', text })}
          isWrong={false}
        />
      ) : (
        <Input
          aria-label={t.gives}
          maxLength={200}
          suffix={unit}
          value={typeof outcome.value === 'string' ? outcome.value : ''}
          onChange={({ target }) => change({ kind: 'value', value: target.value.normalize('NFKC').trim() })}
        />
      )}
    </div>
  );
}

/** What a rule lacks before it can be saved; `undefined`: nothing. */
function lackOf(t: typeof rulesZh, { decision, rule, isNew }: EditedRule): string | undefined {
  if (rule.label.trim() === '') return t.labelRequired;
  if (!NAME.test(rule.name) || (isNew && decision.rules.some(({ name }) => name === rule.name))) return t.nameTaken;
  if (!isAllChosen(rule.conditions)) return t.unfinished;
  const { outcome } = rule;
  const isGiven = outcome.kind === 'formula' ? outcome.text.trim() !== '' : outcome.value !== undefined && outcome.value !== '';
  if (!isGiven) return t.outcomeRequired;
  return rule.basis.length === 0 ? t.basesRequired : undefined;
}

/** 一条规则 its conditions, what it gives, its name and basis, with the sentence that it comes to; saved as one edit. */
export function RuleForm({ book, draftId, edited, save, cancel }: RuleFormProps) {
  const t = useTexts({ zh: rulesZh, en: rulesEn });
  const { decision, isNew } = edited;
  const [rule, setRule] = useState(edited.rule);
  const [lack, setLack] = useState<string | undefined>(undefined);
  const terms = book.terms.filter(({ name }) => decision.terms.includes(name));
  const set = (part: Partial<RuleText>): void => {
    setLack(undefined);
    setRule((before) => ({ ...before, ...part }));
  };
  const finish = (): void => {
    const missing = lackOf(t, { decision, rule, isNew });
    setLack(missing);
    if (missing === undefined) save({ ...rule, label: rule.label.trim() });
  };
  return (
    <Modal
      open
      width={860}
      title={`${decision.label} · ${isNew ? t.newRule : t.edit(edited.rule.label)}`}
      okText={t.save}
      cancelText={t.cancel}
      onOk={finish}
      onCancel={cancel}
      mask={{ closable: false }}
    >
      <Form layout="vertical" component="div" className="rule-form">
        <h3>{t.sentence}</h3>
        <Sentence draftId={draftId} decision={decision} rule={rule} />
        <h3>{t.conditions}</h3>
        <p className="note">{t.conditionsHint}</p>
        <ConditionGroup
          group={rule.conditions}
          change={(conditions) => set({ conditions })}
          remove={undefined}
          known={new Set()}
          book={book}
          terms={terms}
        />
        <h3>{t.gives}</h3>
        <OutcomeInput decision={decision} outcome={rule.outcome} change={(outcome) => set({ outcome })} />
        <div className="rule-names">
          <Form.Item label={t.label}>
            <Input aria-label={t.label} maxLength={200} value={rule.label} onChange={({ target }) => set({ label: target.value })} />
          </Form.Item>
          {isNew && (
            <Form.Item label={t.name} extra={t.nameHint}>
              <Input aria-label={t.name} maxLength={100} value={rule.name} onChange={({ target }) => set({ name: target.value.trim() })} />
            </Form.Item>
          )}
        </div>
        <Form.Item label={t.bases}>
          <BasesInput book={book} value={rule.basis} change={(basis) => set({ basis })} />
        </Form.Item>
        {lack !== undefined && (
          <p className="cell-wrong" role="alert">
            {lack}
          </p>
        )}
      </Form>
    </Modal>
  );
}

/** Why an inherited rule is switched off: the basis of that. */
export function StopForm({
  book,
  label,
  begun,
  stop,
  cancel,
}: {
  readonly book: Rulebook;
  readonly label: string;
  readonly begun: readonly string[];
  readonly stop: (basis: readonly string[]) => void;
  readonly cancel: () => void;
}) {
  const t = useTexts({ zh: rulesZh, en: rulesEn });
  const [basis, setBasis] = useState(begun);
  return (
    <Modal open title={`${t.stop}：${label}`} footer={null} onCancel={cancel}>
      <p>{t.stopHint}</p>
      <BasesInput book={book} value={basis} change={setBasis} />
      <p>
        <Button type="primary" disabled={basis.length === 0} onClick={() => stop(basis)}>
          {t.stop}
        </Button>
      </p>
    </Modal>
  );
}
