import { Button, Input } from 'antd';
import { useState } from 'react';
import { useAsk } from '../../api/operations.ts';
import { usePlace } from '../../frame/place.tsx';
import { ScoreManyDocument, type CaseInput, type RulesetSelector, type ScoreManyQuery } from '../../generated/scoring/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { isDecimalText } from '../../parts/decimal-text.ts';
import { Loaded } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { scoredEn } from '../../texts/en/scored.ts';
import { scoringEn } from '../../texts/en/scoring.ts';
import { scoredZh } from '../../texts/zh/scored.ts';
import { scoringZh } from '../../texts/zh/scoring.ts';
import { groupText, tierText } from './score-words.ts';

type Scored = ScoreManyQuery['scoreCases']['results'][number]['result'];
interface Row {
  readonly cost: string;
  readonly isOwn: boolean;
  readonly scored: Scored;
}

function useColumns(): readonly Column<Row>[] {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const words = useTexts({ zh: scoredZh, en: scoredEn });
  const { language } = useLanguage();
  const of =
    (take: (score: Extract<Scored, { readonly __typename: 'CaseScore' }>) => string) =>
    ({ scored }: Row): string =>
      scored.__typename === 'CaseScore' ? take(scored) : '';
  return [
    { key: 'cost', title: t.totalCost, kind: 'FIGURE', width: 150, text: ({ cost }) => cost },
    { key: 'own', title: t.whose, kind: 'DAY', width: 90, text: ({ isOwn }) => (isOwn ? t.asStated : t.tried) },
    { key: 'ratio', title: t.compared.costRatio, kind: 'FIGURE', width: 130, text: of(({ costRatio }) => costRatio ?? '') },
    { key: 'tier', title: t.compared.tier, kind: 'DAY', width: 100, text: of((score) => tierText(score, words)) },
    { key: 'points', title: t.compared.points, kind: 'FIGURE', width: 150, text: of(({ points }) => points) },
    { key: 'payment', title: t.compared.payment, kind: 'FIGURE', width: 160, text: of(({ payment }) => payment ?? '') },
    { key: 'group', title: t.compared.group, kind: 'DAY', isExtra: true, text: of((score) => groupText(score, words)) },
    {
      key: 'refused',
      title: t.refusedFor,
      kind: 'DAY',
      width: 260,
      text: ({ scored }) => (scored.__typename === 'CaseScore' ? '' : said(scored.messages, language)),
    },
  ];
}

interface TrialProps {
  readonly input: CaseInput;
  readonly using: RulesetSelector | null;
}

function Tried({ input, using, costs }: TrialProps & { readonly costs: readonly string[] }) {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const { region } = usePlace();
  const all = [input.totalCost, ...costs];
  const variables = { region: region.code, inputs: all.map((totalCost) => ({ ...input, totalCost })), using };
  const asked = useAsk(ScoreManyDocument, variables);
  const columns = useColumns();
  return (
    <Loaded asked={asked}>
      {({ scoreCases: { results } }) => (
        <DataTable<Row>
          name="scoring-costs"
          title={t.costTrial}
          columns={columns}
          rows={results.flatMap(({ index, result }) => {
            const cost = all[index];
            return cost === undefined ? [] : [{ cost, isOwn: index === 0, scored: result }];
          })}
          rowKey={({ cost, isOwn }) => `${cost} ${isOwn}`}
          nothing={t.costTrialNote}
          asked={{ operation: ScoreManyDocument, variables }}
          isLoading={asked.isFetching}
        />
      )}
    </Loaded>
  );
}

/** 费用变动: other total costs of the same case, with the points and the payment of each. */
export function CostTrial(props: TrialProps) {
  const t = useTexts({ zh: scoringZh, en: scoringEn });
  const [typed, setTyped] = useState('');
  const [costs, setCosts] = useState<readonly string[]>([]);
  const cost = typed.trim().replaceAll(',', '');
  const isUsable = isDecimalText(cost) && !costs.includes(cost) && cost !== props.input.totalCost;
  const add = (): void => {
    if (!isUsable) return;
    setCosts([...costs, cost]);
    setTyped('');
  };
  return (
    <section className="panel" aria-label={t.costTrial}>
      <h2>{t.costTrial}</h2>
      <p className="note">{t.costTrialNote}</p>
      <div className="beside-choices">
        <Input
          className="beside-day"
          inputMode="decimal"
          placeholder={t.otherCost}
          aria-label={t.otherCost}
          value={typed}
          status={typed === '' || isDecimalText(cost) ? '' : 'error'}
          onChange={({ target }) => setTyped(target.value)}
          onPressEnter={add}
        />
        <Button onClick={add} disabled={!isUsable}>
          {t.tryCost}
        </Button>
        {costs.length > 0 && (
          <Button type="link" onClick={() => setCosts([])}>
            {t.clearCosts}
          </Button>
        )}
      </div>
      {costs.length > 0 && <Tried {...props} costs={costs} />}
    </section>
  );
}
