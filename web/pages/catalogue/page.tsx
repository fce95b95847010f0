import './catalogue.css';
import { useSearchParams } from 'wouter';
import { usePathValue } from '../../frame/place.tsx';
import { Compare } from './compare.tsx';
import { Group } from './group.tsx';
import { GroupList } from './group-list.tsx';
import { WithVersions } from './versions.tsx';

/** 病种目录: a catalogue of the region, two of them beside each other, or a disease group: as the address says. */
export default function CataloguePage() {
  const [version, code] = [usePathValue('version'), usePathValue('code')];
  const [search] = useSearchParams();
  const against = search.get('against') ?? '';
  return (
    <WithVersions stated={version}>
      {(shown, all) => {
        if (code !== undefined) return <Group version={shown.version} code={code} />;
        const other = all.find((one) => one.version === against && one.version !== shown.version);
        return other === undefined ? <GroupList shown={shown} all={all} /> : <Compare shown={shown} other={other} all={all} />;
      }}
    </WithVersions>
  );
}
