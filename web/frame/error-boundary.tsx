import { Button, Result } from 'antd';
import { Component, useState, type PropsWithChildren } from 'react';
import { useTexts } from '../texts/language.tsx';
import { frameEn } from '../texts/en/frame.ts';
import { frameZh } from '../texts/zh/frame.ts';

/** What browsers, and what loads a page's parts, say of a part that did not come: the server is not reached, or holds another version by now. */
const NOT_LOADED = /dynamically imported module|Importing a module script failed|Unable to preload CSS/i;

function Broken({ error }: { readonly error: Error }) {
  const t = useTexts({ zh: frameZh, en: frameEn });
  const [isDown, setDown] = useState(false);
  const isPart = NOT_LOADED.test(error.message);
  // Where the server is not reached, the browser would put a page of its own in the place of this one.
  const reload = (): void => {
    setDown(false);
    fetch('/version').then(
      () => window.location.reload(),
      () => setDown(true),
    );
  };
  return (
    <Result
      status={isPart ? 'info' : 'error'}
      title={isPart ? t.notLoaded : t.broken}
      subTitle={isPart ? t.notLoadedDoThis : `${t.brokenDoThis} ${error.name}: ${error.message}`}
      extra={
        <>
          <Button type="primary" onClick={reload}>
            {t.reload}
          </Button>
          {isDown && <p role="alert">{t.stillDown}</p>}
        </>
      }
    />
  );
}

/** Keeps the rest of the console when a page breaks. Give it the page's address as `key`, so that another page begins afresh. */
export class ErrorBoundary extends Component<PropsWithChildren, { readonly error: Error | undefined }> {
  override state: { readonly error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    return error === undefined ? this.props.children : <Broken error={error} />;
  }
}
