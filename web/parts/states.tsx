import { Empty, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/language.tsx';
import { partsEn } from '../texts/en/parts.ts';
import { partsZh } from '../texts/zh/parts.ts';
import { Failure } from './failure.tsx';

/** Something is being read. */
export function Waiting() {
  const t = useTexts({ zh: partsZh, en: partsEn });
  return (
    <div role="status" aria-label={t.waiting}>
      <Skeleton active title={false} paragraph={{ rows: 6 }} />
    </div>
  );
}

/** There is nothing, and why, or what to do. */
export function Nothing({ children }: { readonly children: ReactNode }) {
  return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={children} />;
}

/** What is known of a read: as `useAsk` answers. */
interface Asked<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

interface LoadedProps<Data> {
  readonly asked: Asked<Data>;
  readonly children: (data: Data) => ReactNode;
}

/** Shows a read: waiting, failed or read. What was read before an error stays below it. */
export function Loaded<Data>({ asked, children }: LoadedProps<Data>) {
  const { data, error, refetch } = asked;
  return (
    <>
      {error !== null && <Failure error={error} retry={() => void refetch()} />}
      {data === undefined ? error === null && <Waiting /> : children(data)}
    </>
  );
}
