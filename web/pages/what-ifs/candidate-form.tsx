import { Button, Input, Radio, Select } from 'antd';
import { useEffect } from 'react';
import { useCaller } from '../../api/caller.tsx';
import { useAsk } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import { WhatIfDraftsDocument, WhatIfDraftTextDocument, WhatIfVersionsDocument } from '../../generated/what-ifs/graphql.ts';
import { DayField } from '../../parts/day-field.tsx';
import { Failure } from '../../parts/failure.tsx';
import { whatIfsEn } from '../../texts/en/what-ifs.ts';
import { whatIfsZh } from '../../texts/zh/what-ifs.ts';
import { useTexts } from '../../texts/language.tsx';
import { NewValue, TargetChoice, type Target } from './target-choice.tsx';

/** What a candidate rests on. */
export type CandidateKind = 'CHANGES' | 'DRAFT' | 'VERSION';

/** A candidate as it is being put together. */
export interface CandidateDraft {
  readonly key: number;
  readonly kind: CandidateKind;
  readonly name: string;
  readonly set: readonly { readonly target: string; readonly value: string }[];
  readonly draftId?: string;
  /** The text of the draft, once it was read. */
  readonly text?: string;
  readonly version?: string;
  readonly from: string;
  readonly to: string;
}

interface FormProps {
  readonly candidate: CandidateDraft;
  readonly targets: readonly Target[];
  readonly change: (part: Partial<CandidateDraft>) => void;
}

function Changes({ candidate: { set }, targets, change }: FormProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const replace = (at: number, part: Partial<(typeof set)[number]>): void =>
    change({ set: set.map((one, index) => (index === at ? { ...one, ...part } : one)) });
  return (
    <>
      {set.map(({ target, value }, index) => (
        <div key={index} className="candidate-row">
          <TargetChoice
            targets={targets}
            value={target === '' ? undefined : target}
            choose={(chosen) => replace(index, { target: chosen, value: targets.find((one) => one.target === chosen)?.value ?? '' })}
          />
          <NewValue
            target={targets.find((one) => one.target === target)}
            value={value}
            change={(stated) => replace(index, { value: stated })}
          />
          {set.length > 1 && <Button onClick={() => change({ set: set.filter((_, at) => at !== index) })}>{t.remove}</Button>}
        </div>
      ))}
      <Button size="small" onClick={() => change({ set: [...set, { target: '', value: '' }] })}>
        {t.addChange}
      </Button>
    </>
  );
}

function FromDraft({ candidate, change }: FormProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const { region } = usePlace();
  const drafts = useAsk(WhatIfDraftsDocument, { region: region.code });
  const { draftId, text } = candidate;
  const read = useAsk(WhatIfDraftTextDocument, { region: region.code, draftId: draftId ?? '' }, { enabled: draftId !== undefined });
  const found = read.data?.rulesetDraft.draftId === draftId ? read.data?.rulesetDraft.documentText : undefined;
  useEffect(() => {
    if (found !== undefined && found !== text) change({ text: found });
  }, [found, text, change]);
  const listed = (drafts.data?.rulesetDrafts ?? []).filter(({ state }) => state !== 'ABANDONED' && state !== 'DAMAGED');
  return (
    <>
      {(drafts.error ?? read.error) !== null && <Failure error={drafts.error ?? read.error ?? new Error()} />}
      <Select
        className="target-choice"
        aria-label={t.draft}
        placeholder={t.draft}
        loading={drafts.isPending}
        value={draftId ?? null}
        notFoundContent={t.noDrafts}
        onChange={(chosen) =>
          chosen !== null && change({ draftId: chosen, name: listed.find((one) => one.draftId === chosen)?.name ?? candidate.name })
        }
        options={listed.map((one) => ({ value: one.draftId, label: one.name }))}
      />
    </>
  );
}

function FromVersion({ candidate, change }: FormProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const { region } = usePlace();
  const asked = useAsk(WhatIfVersionsDocument, { region: region.code });
  const versions = (asked.data?.region?.rulesetVersions.edges ?? []).map(({ node }) => node);
  return (
    <>
      {asked.error !== null && <Failure error={asked.error} />}
      <Select
        className="target-choice"
        aria-label={t.version}
        placeholder={t.version}
        loading={asked.isPending}
        value={candidate.version ?? null}
        onChange={(chosen) => chosen !== null && change({ version: chosen, name: t.versionName(chosen) })}
        options={versions.map(({ version, effectiveFrom, scheme }) => ({
          value: version,
          label: t.versionOf(version, scheme, effectiveFrom ?? ''),
        }))}
      />
    </>
  );
}

const KINDS = ['CHANGES', 'DRAFT', 'VERSION'] as const;

/** One candidate: changed parameters, a draft or a stored version, and on which days of the year it holds. */
export function CandidateForm({ candidate, targets, change, remove }: FormProps & { readonly remove: (() => void) | undefined }) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const { mayOneOf } = useCaller();
  const kinds = KINDS.filter((kind) => kind !== 'DRAFT' || mayOneOf(['draft:read']));
  const rest = { candidate, targets, change };
  return (
    <fieldset className="candidate">
      <legend>{t.candidate}</legend>
      <div className="candidate-row">
        <Input
          className="candidate-name"
          aria-label={t.name}
          value={candidate.name}
          maxLength={60}
          onChange={({ target }) => change({ name: target.value })}
        />
        <Radio.Group
          aria-label={t.kind}
          value={candidate.kind}
          onChange={({ target }) => change({ kind: KINDS.find((kind) => kind === target.value) ?? 'CHANGES' })}
          options={kinds.map((kind) => ({ value: kind, label: t.kinds[kind] }))}
        />
        {remove !== undefined && <Button onClick={remove}>{t.removeCandidate}</Button>}
      </div>
      {candidate.kind === 'CHANGES' && <Changes {...rest} />}
      {candidate.kind === 'DRAFT' && <FromDraft {...rest} />}
      {candidate.kind === 'VERSION' && <FromVersion {...rest} />}
      <div className="candidate-row">
        <DayField label={t.from} change={(from) => change({ from })} />
        <DayField label={t.to} change={(to) => change({ to })} />
        <span className="note">{t.daysNote}</span>
      </div>
    </fieldset>
  );
}
