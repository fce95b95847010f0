import { Select } from 'antd';
import type { WhatIfTargetsQuery } from '../../generated/what-ifs/graphql.ts';
import { whatIfsEn } from '../../texts/en/what-ifs.ts';
import { whatIfsZh } from '../../texts/zh/what-ifs.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';

/** Something that a what-if can change. */
export type Target = WhatIfTargetsQuery['whatIfTargets'][number];

interface TargetChoiceProps {
  readonly targets: readonly Target[];
  readonly value: string | undefined;
  readonly choose: (target: string) => void;
}

/** What is changed: found by its name or by its identifier. */
export function TargetChoice({ targets, value, choose }: TargetChoiceProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const { language } = useLanguage();
  return (
    <Select
      className="target-choice"
      aria-label={t.target}
      placeholder={t.target}
      showSearch={{ optionFilterProp: 'label' }}
      value={value ?? null}
      onChange={(chosen) => chosen !== null && choose(chosen)}
      options={targets.map(({ target, label, value: now, unit }) => ({
        value: target,
        label: t.targetOf(said(label, language), target, now, unit),
      }))}
    />
  );
}
