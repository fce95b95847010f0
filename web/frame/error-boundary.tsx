import { Button, Result } from 'antd';
import { Component, type PropsWithChildren } from 'react';
import { useTexts } from '../texts/language.tsx';
import { frameEn } from '../texts/en/frame.ts';
import { frameZh } from '../texts/zh/frame.ts';

function Broken({ error }: { readonly error: Error }) {
  const t = useTexts({ zh: frameZh, en: frameEn });
  // A page that can't be loaded is most often one of a version before the last update.
  const isOld = /dynamically imported module|Importing a module script failed/i.test(error.message);
  return (
    <Result
      status={isOld ? 'info' : 'error'}
      title={isOld ? t.updated : t.broken}
      subTitle={isOld ? t.updatedDoThis : `${t.brokenDoThis} ${error.name}: ${error.message}`}
      extra={
        <Button type="primary" onClick={() => window.location.reload()}>
          {t.reload}
        </Button>
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
