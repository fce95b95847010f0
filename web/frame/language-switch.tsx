import { Button } from 'antd';
import { useLanguage } from '../texts/language.tsx';

/** Switches between Chinese and English; its label is in the other language, for who can't read this one. */
export function LanguageSwitch() {
  const { language, choose } = useLanguage();
  return language === 'zh' ? (
    <Button size="small" type="text" lang="en" onClick={() => choose('en')}>
      English
    </Button>
  ) : (
    <Button size="small" type="text" lang="zh-CN" onClick={() => choose('zh')}>
      中文
    </Button>
  );
}
