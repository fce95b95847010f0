import { useCaller } from '../../api/caller.tsx';
import { usePathValue } from '../../frame/place.tsx';
import './checks.css';
import { CheckList } from './check-list.tsx';
import { CheckedDraft } from './checked-draft.tsx';
import { CheckedVersion } from './checked-version.tsx';

/** 检查与算例 what can be checked, or what a check of one of them says. */
export default function ChecksPage() {
  const [kind, of] = [usePathValue('kind'), usePathValue('of')];
  const { mayOneOf } = useCaller();
  if (of !== undefined && kind === 'draft' && mayOneOf(['draft:read'])) return <CheckedDraft key={of} draftId={of} />;
  if (of !== undefined && kind === 'version') return <CheckedVersion key={of} version={of} />;
  return <CheckList />;
}
