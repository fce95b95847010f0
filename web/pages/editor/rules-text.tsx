import { editorEn } from '../../texts/en/editor.ts';
import { editorZh } from '../../texts/zh/editor.ts';
import { useState } from 'react';
import { Input } from 'antd';
import type { DraftFindingsQuery } from '../../generated/editor/graphql.ts';
import { Nothing, Waiting } from '../../parts/states.tsx';
import { said, useLanguage, useTexts } from '../../texts/language.tsx';
import { elementId } from './cell-input.tsx';

type Rule = DraftFindingsQuery['rulesetDraft']['check']['rules'][number];

/** What the rules of a draft say, sentence by sentence: conditions and formulas are only read here. */
export function RulesText({ rules }: { readonly rules: readonly Rule[] | undefined }) {
  const t = useTexts({ zh: editorZh, en: editorEn });
  const { language } = useLanguage();
  const [typed, setTyped] = useState('');
  const word = typed.trim().toLowerCase();
  const shown = rules?.filter(({ label, text, pointer }) =>
    [label.zh, label.en ?? '', pointer, ...text].join('\n').toLowerCase().includes(word),
  );
  return (
    <section className="panel" aria-label={t.rules}>
      <h2>{t.rules}</h2>
      <p className="note">{t.rulesHint}</p>
      <Input
        className="sheet-filter"
        allowClear
        placeholder={t.filter}
        aria-label={t.filterOf(t.rules)}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      {shown === undefined && <Waiting />}
      {rules?.length === 0 && <Nothing>{t.rulesNone}</Nothing>}
      {shown?.map(({ pointer, label, text }) => (
        <article key={pointer} id={elementId(pointer)} className="rule" tabIndex={-1}>
          <h3>{said(label, language)}</h3>
          {text.map((line, index) => (
            <p key={`${index} ${line}`} lang="zh-CN">
              {line}
            </p>
          ))}
        </article>
      ))}
    </section>
  );
}
