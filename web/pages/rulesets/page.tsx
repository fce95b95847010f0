import { usePathValue } from '../../frame/place.tsx';
import { Entry } from './entry.tsx';
import { Timeline } from './timeline.tsx';
import { Version } from './version.tsx';

/** 规则集与版本时间线 the versions of a region, one of them, or an entry of that. */
export default function RulesetsPage() {
  const version = usePathValue('version');
  const entry = usePathValue('entry');
  if (version === undefined) return <Timeline />;
  return entry === undefined ? <Version version={version} /> : <Entry version={version} id={entry} />;
}
