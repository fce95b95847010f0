import { createContext, useCallback, useContext, useEffect, useMemo, useState, type PropsWithChildren } from 'react';

/** Languages of the interface: Chinese first. */
export type Language = 'zh' | 'en';

/** The language that is shown, and how to change it. */
export interface LanguageChoice {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

/** One text in both languages, as the platform states it (`LocalizedText`). */
export interface InBoth<T> {
  readonly zh: T;
  readonly en: T;
}

const KEPT = 'dip.language';
const LanguageContext = createContext<LanguageChoice>({ language: 'zh', choose: () => undefined });

/** Keeps the language on this computer, and tells the browser which one the page is in. */
export function LanguageProvider({ children }: PropsWithChildren) {
  const [language, setLanguage] = useState<Language>(() => (localStorage.getItem(KEPT) === 'en' ? 'en' : 'zh'));
  const choose = useCallback((chosen: Language) => {
    localStorage.setItem(KEPT, chosen);
    setLanguage(chosen);
  }, []);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  const choice = useMemo(() => ({ language, choose }), [language, choose]);
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}

/** The language that is shown. */
export function useLanguage(): LanguageChoice {
  return useContext(LanguageContext);
}

/** The texts of a page or part in the language that is shown: `useTexts({ zh: rulesetsZh, en: rulesetsEn })`. */
export function useTexts<T>(texts: InBoth<T>): T {
  return texts[useLanguage().language];
}

/** A text of the platform in a language; in Chinese where it has no English. */
export function said({ zh, en }: { readonly zh: string; readonly en: string | null }, language: Language): string {
  return language === 'en' ? (en ?? zh) : zh;
}
