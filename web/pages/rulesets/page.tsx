import { usePathValue } from '../../frame/place.tsx';
import { Timeline } from './timeline.tsx';
import { Version } from './version.tsx';

/** 规则集与版本时间线 the versions of a region, or one of them. */
export default function RulesetsPage() {
  const version = usePathValue('version');
  return version === undefined ? <Timeline /> : <Version version={version} />;
}
