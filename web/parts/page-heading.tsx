import { useEffect, useRef, type ReactNode } from 'react';
import { useTexts } from '../texts/language.tsx';
import { frameEn } from '../texts/en/frame.ts';
import { frameZh } from '../texts/zh/frame.ts';

interface PageHeadingProps {
  readonly title: string;
  readonly note?: ReactNode;
  /** Buttons of the page. */
  readonly actions?: ReactNode;
  /** It stays in sight while the page is scrolled: what somebody presses in the end stands there. */
  readonly isInSight?: boolean;
}

/** The heading of a page: also the title of the tab, and where a screen reader begins after a change of page, unless somebody already types into the search. */
export function PageHeading({ title, note, actions, isInSight = false }: PageHeadingProps) {
  const t = useTexts({ zh: frameZh, en: frameEn });
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t.product}`;
  }, [title, t]);
  useEffect(() => {
    const isSearching = document.activeElement?.closest('[role="search"]') ?? undefined;
    if (isSearching === undefined) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <header className={isInSight ? 'page-heading heading-in-sight' : 'page-heading'}>
      <div>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {note !== undefined && <p className="note">{note}</p>}
      </div>
      {actions !== undefined && <div className="page-actions">{actions}</div>}
    </header>
  );
}
