import { usePathValue } from '../../frame/place.tsx';
import { Change } from './change.tsx';
import { ChangesList } from './changes-list.tsx';
import './changes.css';

/** 变更单 the drafts of a region that are under way, or one of them as it is decided and printed. */
export default function ChangesPage() {
  const draftId = usePathValue('draftId');
  return draftId === undefined ? <ChangesList /> : <Change key={draftId} draftId={draftId} />;
}
