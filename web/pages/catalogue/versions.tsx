import { Select } from 'antd';
import type { ReactNode } from 'react';
import { useSearchParams } from 'wouter';
import { useAsk } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { CatalogueVersionsDocument, type CatalogueVersionsQuery } from '../../generated/catalogue/graphql.ts';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Loaded, Nothing } from '../../parts/states.tsx';
import { useTexts } from '../../texts/language.tsx';
import { catalogueEn } from '../../texts/en/catalogue.ts';
import { catalogueZh } from '../../texts/zh/catalogue.ts';

/** A catalogue of the region. */
export type CatalogueVersion = NonNullable<CatalogueVersionsQuery['region']>['catalogues']['edges'][number]['node'];

interface WithVersionsProps {
  /** The version that the address names; `undefined`: the one in force on the day. */
  readonly stated: string | undefined;
  /** What stands where the region has none yet, for whom may make the first. */
  readonly first: ((regionId: string) => ReactNode) | undefined;
  readonly children: (shown: CatalogueVersion, all: readonly CatalogueVersion[]) => ReactNode;
}

/** Reads which catalogues there are, and shows the one that is wanted. */
export function WithVersions({ stated, first, children }: WithVersionsProps) {
  const t = useTexts({ zh: catalogueZh, en: catalogueEn });
  const { region, on } = usePlace();
  const asked = useAsk(CatalogueVersionsDocument, { region: region.code, on });
  const none = (said: string, actions?: ReactNode): ReactNode => (
    <>
      <PageHeading title={t.title} note={region.name} actions={actions} />
      <Nothing>{said}</Nothing>
    </>
  );
  return (
    <Loaded asked={asked}>
      {({ region: read }) => {
        const all = read?.catalogues.edges.map(({ node }) => node) ?? [];
        const wanted = stated ?? read?.catalogue?.version ?? all[0]?.version;
        const shown = all.find(({ version }) => version === wanted);
        if (all.length === 0) return read !== null && first !== undefined ? first(read.id) : none(t.noCatalogues);
        return shown === undefined
          ? none(t.noVersion(wanted ?? ''), <PlaceLink to="/catalogue">{t.toInForce}</PlaceLink>)
          : children(shown, all);
      }}
    </Loaded>
  );
}

interface ChoiceProps {
  readonly shown: CatalogueVersion;
  readonly all: readonly CatalogueVersion[];
  readonly against: string;
}

/** Which version is shown, and beside which other one. */
export function VersionChoice({ shown, all, against }: ChoiceProps) {
  const t = useTexts({ zh: catalogueZh, en: catalogueEn });
  const { goTo } = usePlace();
  const [, setSearch] = useSearchParams();
  const options = all.map(({ version, effectiveFrom, priced }) => ({ value: version, label: t.versionOf(version, effectiveFrom, priced) }));
  const compare = (other: string): void =>
    setSearch((known) => {
      const changed = new URLSearchParams(known);
      if (other === '') changed.delete('against');
      else changed.set('against', other);
      return changed;
    });
  return (
    <div className="catalogue-choices">
      <Select
        className="catalogue-choice"
        aria-label={t.version}
        value={shown.version}
        options={options}
        onChange={(version) => goTo(`/catalogue/${encodeURIComponent(version)}`)}
      />
      {all.length > 1 && (
        <Select
          className="catalogue-choice"
          aria-label={t.compareWith}
          value={against}
          options={[{ value: '', label: t.compareWithNone }, ...options.filter(({ value }) => value !== shown.version)]}
          onChange={compare}
        />
      )}
    </div>
  );
}
