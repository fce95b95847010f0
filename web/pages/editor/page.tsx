import { usePathValue } from '../../frame/place.tsx';
import { DraftList } from './draft-list.tsx';
import { DraftEditor } from './draft-editor.tsx';
import './editor.css';

/** 规则编辑器 the drafts of a region, or one of them. */
export default function EditorPage() {
  const draft = usePathValue('draftId');
  return draft === undefined ? <DraftList /> : <DraftEditor key={draft} draft={draft} />;
}
