import { CalculatorOutlined, DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useDeferredValue, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { useCaller } from '../../api/caller.tsx';
import { useSession } from '../../api/session.tsx';
import { useWhole } from '../../api/operations.ts';
import { PlaceLink, usePlace } from '../../frame/place.tsx';
import { CatalogueGroupsDocument, type GroupShownFragment } from '../../generated/catalogue/graphql.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Failure } from '../../parts/failure.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { PinyinInitials } from '../../parts/pinyin.ts';
import { saveFrom } from '../../parts/sheet-file.ts';
import { Waiting } from '../../parts/states.tsx';
import type { Column } from '../../parts/table-columns.ts';
import { useTexts } from '../../texts/language.tsx';
import { catalogueEn } from '../../texts/en/catalogue.ts';
import { catalogueZh } from '../../texts/zh/catalogue.ts';
import { FIRST_GROUPS, MORE_GROUPS } from './group-pages.ts';
import { figureColumns, flagsText } from './group-words.ts';
import { VersionChoice, type CatalogueVersion } from './versions.tsx';

function useColumns(version: string): readonly Column<GroupShownFragment>[] {
  const t = useTexts({ zh: catalogueZh, en: catalogueEn });
  return useMemo(() => {
    const initials = new PinyinInitials();
    const toGroup = (code: string, text: string) => (
      <PlaceLink to={`/catalogue/${encodeURIComponent(version)}/${encodeURIComponent(code)}`}>{text}</PlaceLink>
    );
    return [
      { key: 'code', title: t.code, kind: 'DAY', width: 150, text: ({ code }) => code, show: ({ code }) => toGroup(code, code) },
      { key: 'name', title: t.name, kind: 'DAY', width: 262, text: ({ name }) => name, show: ({ code, name }) => toGroup(code, name) },
      { key: 'kind', title: t.kind, width: 95, text: ({ kind }) => t.kinds[kind] },
      ...figureColumns<GroupShownFragment>(t),
      { key: 'flags', title: t.flagsHead, width: 110, text: (group) => flagsText(group, t) },
      { key: 'initials', title: t.initials, kind: 'DAY', isExtra: true, text: ({ name }) => initials.of(name) },
    ];
  }, [t, version]);
}

/** 下载工作簿 the catalogue as a workbook, and the way in again. */
function OutAndIn({ shown }: { readonly shown: CatalogueVersion }) {
  const t = useTexts({ zh: catalogueZh, en: catalogueEn });
  const { mayOneOf } = useCaller();
  const { key } = useSession();
  const { message } = App.useApp();
  const [, setSearch] = useSearchParams();
  const download = async (): Promise<void> => {
    const path = `/exports/${encodeURIComponent(shown.id)}?format=xlsx`;
    if (!(await saveFrom(path, `${t.titleOf(shown.version)}.xlsx`, key))) void message.error(t.notGiven);
  };
  return (
    <div className="catalogue-choices">
      <Button icon={<DownloadOutlined aria-hidden />} onClick={() => void download()}>
        {t.workbook}
      </Button>
      {mayOneOf(['catalogue:write']) && (
        <>
          <Button icon={<UploadOutlined aria-hidden />} onClick={() => setSearch({ import: '1' })}>
            {t.takeIn}
          </Button>
          <Button icon={<CalculatorOutlined aria-hidden />} onClick={() => setSearch({ build: '1' })}>
            {t.build}
          </Button>
        </>
      )}
    </div>
  );
}

interface GroupListProps {
  readonly shown: CatalogueVersion;
  readonly all: readonly CatalogueVersion[];
}

/** All groups of a catalogue: read page by page until they are whole, found by code, name and initials. */
export function GroupList({ shown, all }: GroupListProps) {
  const t = useTexts({ zh: catalogueZh, en: catalogueEn });
  const { region } = usePlace();
  const { version, groupCount, effectiveFrom, priced, note } = shown;
  const variables = { region: region.code, version, first: FIRST_GROUPS };
  const listed = useWhole(CatalogueGroupsDocument, variables, (data) => data.region?.catalogue?.groups, { first: MORE_GROUPS });
  const rows = useDeferredValue(listed.rows);
  const columns = useColumns(version);
  return (
    <>
      <PageHeading
        title={t.titleOf(version)}
        note={[region.name, priced ? t.inForceFrom(effectiveFrom) : t.notPriced, note].filter((one) => one !== '').join(' · ')}
        actions={
          <>
            <VersionChoice shown={shown} all={all} against="" />
            <OutAndIn shown={shown} />
          </>
        }
      />
      {listed.error !== null && <Failure error={listed.error} retry={listed.refetch} />}
      {listed.isUnread ? (
        listed.error === null && <Waiting />
      ) : (
        <section className="panel">
          <p className="note" aria-live="polite">
            {listed.more === undefined ? t.howToFind : t.reading(listed.rows.length, groupCount)}
          </p>
          <DataTable<GroupShownFragment>
            name="catalogue-groups"
            title={t.titleOf(version)}
            columns={columns}
            rows={rows}
            rowKey={({ code }) => code}
            nothing={t.noGroups}
            asked={{ operation: CatalogueGroupsDocument, variables }}
            totalCount={groupCount}
          />
        </section>
      )}
    </>
  );
}
