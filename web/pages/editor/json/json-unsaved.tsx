import { Alert, Button } from 'antd';
import { editorEn } from '../../../texts/en/editor.ts';
import { editorZh } from '../../../texts/zh/editor.ts';
import { useTexts } from '../../../texts/language.tsx';
import type { JsonDraft } from './use-json-draft.ts';

/** Beside other sections: the text has changes that are not saved. */
export function JsonUnsaved({ json, show }: { readonly json: JsonDraft; readonly show: () => void }) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  if (!json.isDirty) return null;
  return <Alert type="warning" showIcon title={t.jsonUnsaved} action={<Button onClick={show}>{t.jsonShow}</Button>} />;
}
