import './catalogue.css';
import { useSearchParams } from 'wouter';
import { useCaller } from '../../api/caller.tsx';
import { usePathValue } from '../../frame/place.tsx';
import { Compare } from './compare.tsx';
import { Group } from './group.tsx';
import { GroupList } from './group-list.tsx';
import { TakeIn } from './take-in/take-in.tsx';
import { WithVersions } from './versions.tsx';

/** 病种目录: a catalogue of the region, two of them beside each other, one that is taken in from a file, or a disease group: as the address says. */
export default function CataloguePage() {
  const [version, code] = [usePathValue('version'), usePathValue('code')];
  const [search] = useSearchParams();
  const { mayOneOf } = useCaller();
  const against = search.get('against') ?? '';
  return (
    <WithVersions stated={version}>
      {(shown, all) => {
        if (code !== undefined) return <Group version={shown.version} code={code} />;
        if (search.has('import') && mayOneOf(['catalogue:write'])) return <TakeIn beside={shown} />;
        const other = all.find((one) => one.version === against && one.version !== shown.version);
        return other === undefined ? <GroupList shown={shown} all={all} /> : <Compare shown={shown} other={other} all={all} />;
      }}
    </WithVersions>
  );
}
