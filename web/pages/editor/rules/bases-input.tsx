import { Select } from 'antd';
import { useState, type KeyboardEvent } from 'react';
import { rulesEn } from '../../../texts/en/rules.ts';
import { rulesZh } from '../../../texts/zh/rules.ts';
import { useTexts } from '../../../texts/language.tsx';
import type { Rulebook } from './rule-edits.ts';

interface BasesInputProps {
  readonly book: Rulebook;
  readonly value: readonly string[];
  readonly change: (bases: readonly string[]) => void;
}

const ARROWS: ReadonlySet<string> = new Set(['ArrowUp', 'ArrowDown']);

/**
 * 依据 articles to choose from; others may be written. Enter and Tab take what is typed, and an offered article only when the arrow keys went to
 * it: the one that happens to lie under the resting mouse is nobody's choice.
 */
export function BasesInput({ book, value, change }: BasesInputProps) {
  const t = useTexts({ zh: rulesZh, en: rulesEn });
  const [typed, setTyped] = useState('');
  const [isSteered, setSteered] = useState(false);
  const write = (text: string): void => {
    setTyped(text);
    setSteered(false);
  };
  const onKeyDownCapture = (event: KeyboardEvent): void => {
    if (ARROWS.has(event.key)) setSteered(true);
    const isEnter = event.key === 'Enter';
    if (isSteered || event.nativeEvent.isComposing || !(isEnter || event.key === 'Tab')) return;
    const written = typed.trim();
    if (isEnter && written === '') return;
    event.stopPropagation();
    if (isEnter) event.preventDefault();
    if (written !== '') change([...new Set([...value, written])]);
    write('');
  };
  return (
    <div onKeyDownCapture={onKeyDownCapture}>
      <Select
        mode="tags"
        defaultActiveFirstOption={false}
        aria-label={t.bases}
        placeholder={t.basesHint}
        showSearch={{ optionFilterProp: 'label', searchValue: typed, onSearch: write }}
        options={book.bases.map(({ name, label }) => ({ value: name, label: `${label}（${name}）`, title: name }))}
        optionLabelProp="value"
        value={[...value]}
        onChange={(list: readonly string[]) => {
          write('');
          change(list);
        }}
      />
    </div>
  );
}
