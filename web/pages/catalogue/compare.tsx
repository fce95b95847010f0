import { useMemo } from 'react';
import { useWhole } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { CatalogueGroupsDocument, type GroupShownFragment } from '../../generated/catalogue/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Failure } from '../../parts/failure.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { PinyinInitials } from '../../parts/pinyin.ts';
import type { Column } from '../../parts/table-columns.ts';
import { useTexts } from '../../texts/language.tsx';
import { catalogueEn } from '../../texts/en/catalogue.ts';
import { catalogueZh } from '../../texts/zh/catalogue.ts';
import { MORE_GROUPS } from './group-pages.ts';
import { FIGURES, figureOf, flagsText } from './group-words.ts';
import { VersionChoice, type CatalogueVersion } from './versions.tsx';

/** A group that is in one of the two only, or not the same in both. */
interface Pair {
  readonly code: string;
  readonly before: GroupShownFragment | undefined;
  readonly after: GroupShownFragment | undefined;
}

type What = 'ADDED' | 'REMOVED' | 'CHANGED';

function whatOf({ before, after }: Pair): What {
  if (before === undefined) return 'ADDED';
  return after === undefined ? 'REMOVED' : 'CHANGED';
}

/** Everything that is shown of a group, as one text: groups with the same are the same. */
function signed(group: GroupShownFragment | undefined): string {
  return group === undefined
    ? ''
    : [group.name, group.kind, group.flags.join(), ...FIGURES.map((figure) => figureOf(group, figure))].join('\n');
}

function pairsOf(before: readonly GroupShownFragment[], after: readonly GroupShownFragment[]): readonly Pair[] {
  const [old, now] = [before, after].map((groups) => new Map(groups.map((group) => [group.code, group])));
  const codes = [...new Set([...before, ...after].map(({ code }) => code))].sort();
  return codes
    .map((code) => ({ code, before: old?.get(code), after: now?.get(code) }))
    .filter((pair) => signed(pair.before) !== signed(pair.after));
}

function useColumns(version: string): readonly Column<Pair>[] {
  const t = useTexts({ zh: catalogueZh, en: catalogueEn });
  return useMemo(() => {
    const initials = new PinyinInitials();
    const nameOf = ({ before, after }: Pair): string => (after ?? before)?.name ?? '';
    const changed =
      (of: (group: GroupShownFragment) => string) =>
      (pair: Pair): string => {
        const [old, now] = [pair.before, pair.after].map((group) => (group === undefined ? '' : of(group)));
        return old === now ? '' : t.fromTo(old === '' ? t.none : (old ?? ''), now === '' ? t.none : (now ?? ''));
      };
    return [
      {
        key: 'code',
        title: t.code,
        kind: 'DAY',
        width: 210,
        text: ({ code }) => code,
        show: ({ code, after }) =>
          after === undefined ? (
            code
          ) : (
            <PlaceLink to={`/catalogue/${encodeURIComponent(version)}/${encodeURIComponent(code)}`}>{code}</PlaceLink>
          ),
      },
      { key: 'name', title: t.name, kind: 'DAY', width: 260, text: nameOf },
      { key: 'what', title: t.what, width: 90, text: (pair) => t.whats[whatOf(pair)] },
      ...FIGURES.map((figure) => ({
        key: figure,
        title: t.figures[figure],
        kind: 'DAY' as const,
        width: 190,
        isExtra: figure !== 'points' && figure !== 'meanCost' && figure !== 'caseCount',
        text: changed((group) => figureOf(group, figure)),
      })),
      { key: 'renamed', title: t.renamed, kind: 'DAY', width: 240, text: changed(({ name }) => name) },
      { key: 'kind', title: t.kind, kind: 'DAY', isExtra: true, text: changed(({ kind }) => t.kinds[kind]) },
      { key: 'flags', title: t.flagsHead, kind: 'DAY', isExtra: true, text: changed((group) => flagsText(group, t)) },
      { key: 'initials', title: t.initials, kind: 'DAY', isExtra: true, text: (pair) => initials.of(nameOf(pair)) },
    ];
  }, [t, version]);
}

interface CompareProps {
  readonly shown: CatalogueVersion;
  readonly other: CatalogueVersion;
  readonly all: readonly CatalogueVersion[];
}

/** 目录对比: the groups that are not the same in two catalogues, row by row: old → new. */
export function Compare({ shown, other, all }: CompareProps) {
  const t = useTexts({ zh: catalogueZh, en: catalogueEn });
  const { region } = usePlace();
  const variables = { region: region.code, version: shown.version, first: MORE_GROUPS };
  const now = useWhole(CatalogueGroupsDocument, variables, (data) => data.region?.catalogue?.groups);
  const old = useWhole(CatalogueGroupsDocument, { ...variables, version: other.version }, (data) => data.region?.catalogue?.groups);
  const isWhole = [now, old].every(({ isPending, more }) => !isPending && more === undefined);
  const pairs = useMemo(() => (isWhole ? pairsOf(old.rows, now.rows) : []), [isWhole, old.rows, now.rows]);
  const columns = useColumns(shown.version);
  const count = (what: What): number => pairs.filter((pair) => whatOf(pair) === what).length;
  const error = now.error ?? old.error;
  return (
    <>
      <PageHeading
        title={t.compareTitle(other.version, shown.version)}
        note={region.name}
        actions={<VersionChoice shown={shown} all={all} against={other.version} />}
      />
      {error !== null && <Failure error={error} retry={now.error === null ? old.refetch : now.refetch} />}
      <section className="panel">
        <p aria-live="polite">
          {isWhole
            ? t.counts(count('ADDED'), count('REMOVED'), count('CHANGED'))
            : t.reading(now.rows.length + old.rows.length, shown.groupCount + other.groupCount)}
        </p>
        <DataTable<Pair>
          name="catalogue-compare"
          title={t.compareTitle(other.version, shown.version)}
          columns={columns}
          rows={pairs}
          rowKey={({ code }) => code}
          nothing={isWhole ? t.same : t.stillReading}
          asked={{ operation: CatalogueGroupsDocument, variables }}
          isLoading={!isWhole && error === null}
        />
      </section>
    </>
  );
}
