import './catalogue.css';
import { useSearchParams } from 'wouter';
import { useCaller } from '../../api/caller.tsx';
import { usePathValue, usePlace } from '../../frame/place.tsx';
import { BuildCatalogue } from './build/build.tsx';
import { Compare } from './compare.tsx';
import { Group } from './group.tsx';
import { GroupList } from './group-list.tsx';
import { FirstCatalogue } from './take-in/first-catalogue.tsx';
import { TakeIn } from './take-in/take-in.tsx';
import { WithVersions } from './versions.tsx';

/** 病种目录: a catalogue of the region, its first one that is filled in, two of them beside each other, one that is taken in from a file or computed from past cases, or a disease group: as the address says. */
export default function CataloguePage() {
  const [version, code] = [usePathValue('version'), usePathValue('code')];
  const [search] = useSearchParams();
  const { region } = usePlace();
  const { mayOneOf, isOwn } = useCaller();
  const mayWrite = isOwn(region) && mayOneOf(['catalogue:write']);
  const against = search.get('against') ?? '';
  return (
    <WithVersions stated={version} first={mayWrite ? (regionId) => <FirstCatalogue regionId={regionId} /> : undefined}>
      {(shown, all) => {
        if (code !== undefined) return <Group version={shown.version} code={code} />;
        if (search.has('build') && mayWrite) return <BuildCatalogue beside={shown} />;
        if (search.has('import') && mayWrite) return <TakeIn beside={shown} />;
        const other = all.find((one) => one.version === against && one.version !== shown.version);
        return other === undefined ? <GroupList shown={shown} all={all} /> : <Compare shown={shown} other={other} all={all} />;
      }}
    </WithVersions>
  );
}
