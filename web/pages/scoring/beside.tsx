import { Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import {
  ScoreOneDocument,
  ScoringDraftsDocument,
  ScoringVersionsDocument,
  type CaseInput,
  type RulesetSelector,
  type ScoredCaseFragment,
} from '../../generated/scoring/graphql.ts';
import { isDay } from '../../parts/days.ts';
import { Loaded } from '../../parts/states.tsx';
import { useTexts } from '../../texts/language.tsx';
import { scoringEn } from '../../texts/en/scoring.ts';
import { scoringZh } from '../../texts/zh/scoring.ts';
import { Compared } from './compared.tsx';
import { RefusedCase } from './refused-case.tsx';

const KINDS = ['none', 'day', 'version', 'draft'] as const;
type Kind = (typeof KINDS)[number];

/** What stands in the address: `beside=day:2025-06-30`, `version:<id>`, `draft:<id>`. */
function chosenOf(stated: string): { readonly kind: Kind; readonly value: string } {
  const [head = '', ...rest] = stated.split(':');
  return { kind: KINDS.find((one) => one === head) ?? 'none', value: rest.join(':') };
}

function selectorOf({ kind, value }: ReturnType<typeof chosenOf>): RulesetSelector | undefined {
  if (kind === 'day') return isDay(value) ? { on: value } : undefined;
  if (value === '' || kind === 'none') return undefined;
  return kind === 'version' ? { versionId: value } : { draftId: value };
}

interface ChoiceProps {
  readonly value: string;
  readonly choose: (value: string) => void;
}

function VersionChoice({ value, choose }: ChoiceProps) {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const { region } = usePlace();
  const asked = useAsk(ScoringVersionsDocument, { region: region.code });
  const options = asked.data?.region?.rulesetVersions.edges.map(({ node }) => ({
    value: node.id,
    label: t.versionOf(node.version, node.scheme, node.effectiveFrom ?? ''),
  }));
  return (
    <Select
      className="beside-choice"
      aria-label={t.besides.version}
      {...(value === '' ? {} : { value })}
      options={options ?? []}
      onChange={choose}
    />
  );
}

function DraftChoice({ value, choose }: ChoiceProps) {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const { region } = usePlace();
  const asked = useAsk(ScoringDraftsDocument, { region: region.code });
  const open = asked.data?.rulesetDrafts.filter(({ state }) => state !== 'ABANDONED' && state !== 'DAMAGED') ?? [];
  return (
    <Select
      className="beside-choice"
      aria-label={t.besides.draft}
      {...(value === '' ? {} : { value })}
      notFoundContent={t.noDrafts}
      options={open.map(({ draftId, name }) => ({ value: draftId, label: name }))}
      onChange={choose}
    />
  );
}

function DayField({ value, choose }: ChoiceProps) {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const [typed, setTyped] = useState(value);
  const take = (text: string): void => {
    setTyped(text.trim());
    if (isDay(text.trim())) choose(text.trim());
  };
  return (
    <Input
      className="beside-day"
      placeholder="YYYY-MM-DD"
      maxLength={10}
      value={typed}
      status={typed === '' || isDay(typed) ? '' : 'error'}
      aria-label={t.besides.day}
      onChange={({ target }) => take(target.value)}
    />
  );
}

interface BesideProps {
  readonly input: CaseInput;
  readonly score: ScoredCaseFragment;
}

function Other({ input, score, using }: BesideProps & { readonly using: RulesetSelector }) {
  const { region } = usePlace();
  const variables = { region: region.code, input, using };
  const asked = useAsk(ScoreOneDocument, variables);
  return (
    <Loaded asked={asked}>
      {({ scoreCase }) =>
        scoreCase.__typename === 'CaseScore' ? (
          <Compared score={score} other={scoreCase} asked={{ operation: ScoreOneDocument, variables }} />
        ) : (
          <RefusedCase answer={scoreCase} />
        )
      }
    </Loaded>
  );
}

/** 对比: the same case by the rules of another day, another version or a draft, beside the first. */
export function Beside(props: BesideProps) {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const { mayOneOf } = useCaller();
  const [search, setSearch] = useSearchParams();
  const chosen = chosenOf(search.get('beside') ?? '');
  const using = selectorOf(chosen);
  const kinds = KINDS.filter((kind) => kind !== 'draft' || mayOneOf(['draft:read']));
  const choose = (kind: Kind, value: string): void =>
    setSearch((known) => {
      const changed = new URLSearchParams(known);
      if (kind === 'none') changed.delete('beside');
      else changed.set('beside', `${kind}:${value}`);
      return changed;
    });
  const choice = { value: chosen.value, choose: (value: string) => choose(chosen.kind, value) };
  return (
    <section className="panel" aria-label={t.beside}>
      <h2>{t.beside}</h2>
      <div className="beside-choices">
        <Radio.Group
          aria-label={t.beside}
          value={chosen.kind}
          options={kinds.map((kind) => ({ value: kind, label: t.besides[kind] }))}
          onChange={({ target }) => choose(chosenOf(String(target.value)).kind, '')}
        />
        {chosen.kind === 'day' && <DayField {...choice} />}
        {chosen.kind === 'version' && <VersionChoice {...choice} />}
        {chosen.kind === 'draft' && <DraftChoice {...choice} />}
      </div>
      {using !== undefined && <Other {...props} using={using} />}
    </section>
  );
}
