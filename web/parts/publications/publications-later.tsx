import { lazy, Suspense } from 'react';
import { Waiting } from '../states.tsx';
import type { PublicationsProps } from './publications.tsx';

const PublicationsOf = lazy(async () => ({ default: (await import('./publications.tsx')).PublicationsOf }));

/** 数据公布 below what the page is about: loaded after it. */
export function Publications(props: PublicationsProps) {
  return (
    <Suspense fallback={<Waiting />}>
      <PublicationsOf {...props} />
    </Suspense>
  );
}
