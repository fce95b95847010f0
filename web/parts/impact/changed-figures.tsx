import type { ImpactResultFragment } from '../../generated/parts/fragments/graphql.ts';
import { impactEn } from '../../texts/en/impact.ts';
import { impactZh } from '../../texts/zh/impact.ts';
import { useTexts } from '../../texts/language.tsx';
import { Figure } from '../figure.tsx';
import './impact.css';

/** A figure as it is in force, under a candidate, and the difference. */
export interface FigureChange {
  readonly before: string;
  readonly after: string;
  readonly difference: string;
}

/** A line of the comparison: for each candidate its figures; `undefined` or null where a candidate has none. */
export interface ComparedLine {
  readonly label: string;
  readonly changes: readonly (FigureChange | null | undefined)[];
}

interface TableProps {
  readonly title: string;
  /** What the candidates are called. */
  readonly names: readonly string[];
  readonly lines: readonly ComparedLine[];
}

/** The year in force beside candidates, line by line. Lines that no candidate has are left out. */
export function ComparedTable({ title, names, lines }: TableProps) {
  const t = useTexts({ zh: impactZh, en: impactEn });
  const shown = lines.filter(({ changes }) => changes.some((change) => change !== null && change !== undefined));
  return (
    <div className="impact-scroll">
      <table className="impact-table" aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{t.figure}</th>
            <th scope="col">{t.asInForce}</th>
            {names.flatMap((name) => [
              <th scope="col" key={name}>
                {name}
              </th>,
              <th scope="col" key={`${name} difference`}>
                {t.change}
              </th>,
            ])}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ label, changes }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>
                <Figure value={changes.find((change) => change !== null && change !== undefined)?.before} />
              </td>
              {changes.flatMap((change, index) => [
                <td key={names[index] ?? index}>
                  <Figure value={change?.after} />
                </td>,
                <td key={`${names[index] ?? index} difference`}>
                  <Figure value={change?.difference} />
                </td>,
              ])}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A candidate and what came of it. */
export interface NamedResult {
  readonly name: string;
  readonly result: ImpactResultFragment | null | undefined;
}

/** 影响 the region's year: point value, fund, entitlements, payments. */
export function ChangedFigures({ sides }: { readonly sides: readonly NamedResult[] }) {
  const t = useTexts({ zh: impactZh, en: impactEn });
  const line = (label: string, read: (result: ImpactResultFragment) => FigureChange | null): ComparedLine => ({
    label,
    changes: sides.map(({ result }) => (result === null || result === undefined ? null : read(result))),
  });
  const lines = [
    line(t.pointValue, ({ pointValue }) => pointValue),
    line(t.fund, ({ fund }) => fund),
    line(t.entitlements, ({ entitlement }) => entitlement),
    line(t.payables, ({ payable }) => payable),
    line(t.undistributed, ({ undistributed }) => undistributed),
  ];
  return <ComparedTable title={t.region} names={sides.map(({ name }) => name)} lines={lines} />;
}

/** Who gains, who loses, and how many cases are scored otherwise. */
export function WhoGains({ result }: { readonly result: ImpactResultFragment }) {
  const t = useTexts({ zh: impactZh, en: impactEn });
  const { winners, losers, unchanged, moved, side } = result;
  return (
    <p>
      <strong>{t.whoGains(winners, losers, unchanged)}</strong> · {t.moved(moved, side.cases)}
    </p>
  );
}
