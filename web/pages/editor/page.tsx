import { lazy, Suspense } from 'react';
import { usePathValue } from '../../frame/place.tsx';
import { Waiting } from '../../parts/states.tsx';
import { DraftList } from './draft-list.tsx';
import './editor.css';

/** A draft brings its sheets, rules and formulas: loaded once somebody opens one. */
const DraftEditor = lazy(async () => ({ default: (await import('./draft-editor.tsx')).DraftEditor }));

/** 规则编辑器 the drafts of a region, or one of them. */
export default function EditorPage() {
  const draft = usePathValue('draftId');
  if (draft === undefined) return <DraftList />;
  return (
    <Suspense fallback={<Waiting />}>
      <DraftEditor key={draft} draft={draft} />
    </Suspense>
  );
}
