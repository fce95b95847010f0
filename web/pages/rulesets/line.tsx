import { said, useLanguage } from '../../texts/language.tsx';

interface LineProps {
  readonly line: { readonly zh: string; readonly en: string | null };
  /** What follows it. */
  readonly more?: string;
}

/** A sentence of what an entry says, marked as Chinese where there is no English. */
export function Line({ line, more = '' }: LineProps) {
  const { language } = useLanguage();
  return (
    <span lang={language === 'zh' || line.en === null ? 'zh-CN' : 'en'}>
      {said(line, language)}
      {more}
    </span>
  );
}
