import { Input, Select } from 'antd';
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

/** What is changed: found by its name or by its identifier, which stands in the tooltip. */
export function TargetChoice({ targets, value, choose }: TargetChoiceProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const { language } = useLanguage();
  return (
    <Select
      className="target-choice"
      aria-label={t.target}
      placeholder={t.target}
      showSearch={{ filterOption: (typed, option) => isMeant(typed, `${option?.label ?? ''} ${option?.value ?? ''}`) }}
      value={value ?? null}
      onChange={(chosen) => chosen !== null && choose(chosen)}
      options={targets.map(({ target, label, valueSaid }) => ({
        value: target,
        label: t.targetOf(said(label, language), said(valueSaid, language)),
        title: target,
      }))}
    />
  );
}

const isMeant = (typed: string, text: string): boolean => text.toLowerCase().includes(typed.trim().toLowerCase());

interface NewValueProps {
  readonly target: Target | undefined;
  readonly value: string;
  readonly change: (value: string) => void;
}

/** What it is to be: one of its choices by name, or a number with its unit. */
export function NewValue({ target, value, change }: NewValueProps) {
  const t = useTexts({ zh: whatIfsZh, en: whatIfsEn });
  const { language } = useLanguage();
  if (target !== undefined && target.choicesSaid.length > 0)
    return (
      <Select
        className="candidate-choice"
        aria-label={t.newValue}
        value={value}
        onChange={change}
        options={target.choicesSaid.map((choice) => ({ value: choice.value, label: said(choice.label, language), title: choice.value }))}
      />
    );
  return (
    <Input
      className="candidate-value"
      aria-label={t.newValue}
      placeholder={t.newValue}
      suffix={target === undefined ? undefined : said(target.unitSaid, language)}
      value={value}
      onChange={(event) => change(event.target.value)}
    />
  );
}
