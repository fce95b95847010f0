import { Button, Select } from 'antd';
import { rulesEn } from '../../../texts/en/rules.ts';
import { rulesZh } from '../../../texts/zh/rules.ts';
import { useTexts } from '../../../texts/language.tsx';
import { OperandInput } from './operand-input.tsx';
import type { Rulebook, Term } from './rule-edits.ts';
import { EMPTY_LEAF, GROUP_KINDS, type NodeGroup, type GroupKind, type Leaf, type Node } from './rule-parse.ts';

interface Words {
  readonly book: Rulebook;
  /** What conditions of this decision may be about. */
  readonly terms: readonly Term[];
}

interface LeafRowProps extends Words {
  readonly leaf: Leaf;
  readonly change: (leaf: Leaf) => void;
  readonly remove: () => void;
  /** Asks before it whether the fact is known; `undefined`: it is asked already, or need not be. */
  readonly askKnown: (() => void) | undefined;
}

/** Terms by scope, as a list to choose from; found by name or Chinese name. */
function optionsOf(terms: readonly Term[]) {
  const scopes = [...new Set(terms.map(({ scope }) => scope))];
  return scopes.map((scope) => ({
    label: scope,
    title: scope,
    options: terms.filter((one) => one.scope === scope).map(({ name, label }) => ({ value: name, label, title: `${label} ${name}` })),
  }));
}

function LeafRow({ leaf, change, remove, askKnown, book, terms }: LeafRowProps) {
  const t = useTexts({ zh: rulesZh, en: rulesEn });
  const term = terms.find(({ name }) => name === leaf.fact) ?? book.terms.find(({ name }) => name === leaf.fact);
  const operator = term?.operators.find((one) => one.operator === leaf.operator);
  const pickTerm = (name: string): void => {
    const picked = terms.find((one) => one.name === name);
    const first = picked?.operators[0];
    const only = picked?.operators.length === 1 || first?.operand === 'FLAG' ? first?.operator : undefined;
    change({ ...EMPTY_LEAF, fact: name, operator: only });
  };
  const pickOperator = (name: string): void => {
    const picked = term?.operators.find((one) => one.operator === name);
    const value = picked?.operator === 'known' ? true : picked?.operand === operator?.operand ? leaf.value : undefined;
    change({ ...leaf, operator: name, value });
  };
  return (
    <li className="condition">
      <div className="condition-inputs">
        <Select
          className="condition-fact"
          aria-label={t.fact}
          placeholder={t.fact}
          showSearch={{ optionFilterProp: 'title' }}
          popupMatchSelectWidth={320}
          options={optionsOf(terms)}
          value={leaf.fact ?? null}
          onChange={pickTerm}
          {...(term === undefined ? {} : { labelRender: () => term.label })}
        />
        <Select
          className="condition-operator"
          aria-label={t.operator}
          placeholder={t.operator}
          disabled={term === undefined}
          options={(term?.operators ?? []).map((one) => ({ value: one.operator, label: one.word }))}
          value={leaf.operator ?? null}
          onChange={pickOperator}
        />
        {term !== undefined && operator !== undefined && (
          <OperandInput book={book} term={term} operator={operator} value={leaf.value} change={(value) => change({ ...leaf, value })} />
        )}
        <Button type="text" size="small" aria-label={t.removeCondition} onClick={remove}>
          ×
        </Button>
      </div>
      {askKnown !== undefined && (
        <p className="note">
          {t.askKnown}{' '}
          <Button size="small" onClick={askKnown}>
            {t.addKnown}
          </Button>
        </p>
      )}
    </li>
  );
}

interface ConditionGroupProps extends Words {
  readonly group: NodeGroup;
  readonly change: (group: NodeGroup) => void;
  /** `undefined`: the outermost group stays. */
  readonly remove: (() => void) | undefined;
  /** Facts that are asked whether they are known, by groups around. */
  readonly known: ReadonlySet<string>;
}

/** A list with members taken out at a place, and others put there. */
function spliced(list: readonly Node[], at: number, gone: number, ...put: readonly Node[]): readonly Node[] {
  return [...list.slice(0, at), ...put, ...list.slice(at + gone)];
}

/** Facts of which a group of conditions that must all hold asks whether they are known. */
function knownBy({ kind, of }: NodeGroup): readonly string[] {
  if (kind !== 'all') return [];
  return of.flatMap((one) =>
    one.kind === 'leaf' && one.operator === 'known' && one.value === true && one.fact !== undefined ? [one.fact] : [],
  );
}

function kindLabels(t: typeof rulesZh) {
  return GROUP_KINDS.map((kind) => ({ value: kind, label: t.group[kind] }));
}

/** Conditions together: which of them have to hold, each of them, and groups within. */
export function ConditionGroup({ group, change, remove, known, book, terms }: ConditionGroupProps) {
  const t = useTexts({ zh: rulesZh, en: rulesEn });
  const guarded = new Set([...known, ...knownBy(group)]);
  const put = (at: number, node: Node): void => change({ ...group, of: spliced(group.of, at, 1, node) });
  const take = (at: number) => (): void => change({ ...group, of: spliced(group.of, at, 1) });
  const ask = (leaf: Leaf, at: number): (() => void) | undefined => {
    const isOptional = terms.find(({ name }) => name === leaf.fact)?.isOptional ?? false;
    if (!isOptional || leaf.fact === undefined || leaf.operator === 'known' || guarded.has(leaf.fact)) return undefined;
    const asked: Leaf = { kind: 'leaf', fact: leaf.fact, operator: 'known', value: true };
    if (group.kind === 'all') return () => change({ ...group, of: spliced(group.of, at, 0, asked) });
    return () => put(at, { kind: 'all', of: [asked, leaf] });
  };
  return (
    <div className="condition-group">
      <div className="condition-head">
        <Select
          size="small"
          aria-label={t.groupKind}
          options={kindLabels(t)}
          value={group.kind}
          onChange={(kind: GroupKind) => change({ ...group, kind })}
        />
        {remove !== undefined && (
          <Button size="small" type="text" onClick={remove}>
            {t.removeGroup}
          </Button>
        )}
      </div>
      <ul>
        {group.of.map((node, at) =>
          node.kind === 'leaf' ? (
            <LeafRow
              key={at}
              leaf={node}
              change={(leaf) => put(at, leaf)}
              remove={take(at)}
              askKnown={ask(node, at)}
              book={book}
              terms={terms}
            />
          ) : (
            <li key={at}>
              <ConditionGroup group={node} change={(inner) => put(at, inner)} remove={take(at)} known={guarded} book={book} terms={terms} />
            </li>
          ),
        )}
      </ul>
      <Button size="small" onClick={() => change({ ...group, of: [...group.of, EMPTY_LEAF] })}>
        {t.addCondition}
      </Button>{' '}
      <Button size="small" onClick={() => change({ ...group, of: [...group.of, { kind: 'any', of: [EMPTY_LEAF] }] })}>
        {t.addGroup}
      </Button>
    </div>
  );
}
