import type { ImpactBalancesFragment } from '../../generated/parts/fragments/graphql.ts';
import { impactEn } from '../../texts/en/impact.ts';
import { impactZh } from '../../texts/zh/impact.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { ComparedTable, type ComparedLine } from './changed-figures.tsx';

/** A candidate, and what it leaves in the accounts. */
export interface BalancedCandidate {
  readonly name: string;
  readonly balances: ImpactBalancesFragment;
}

/** 基金平衡 the budget, and what each account holds once the year is closed: the year in force beside candidates. */
export function Balances({ candidates }: { readonly candidates: readonly BalancedCandidate[] }) {
  const t = useTexts({ zh: impactZh, en: impactEn });
  const { language } = useLanguage();
  const accounts = new Map(candidates.flatMap(({ balances }) => balances.accounts.map(({ account, label }) => [account, label])));
  const lines: readonly ComparedLine[] = [
    { label: t.budget, changes: candidates.map(({ balances }) => balances.budget) },
    ...[...accounts].map(([account, label]) => ({
      label: t.closingOf(said(label, language)),
      changes: candidates.map(({ balances }) => balances.accounts.find((one) => one.account === account)?.closing),
    })),
  ];
  return (
    <>
      <h3>{t.balances}</h3>
      <ComparedTable title={t.balances} names={candidates.map(({ name }) => name)} lines={lines} />
    </>
  );
}
