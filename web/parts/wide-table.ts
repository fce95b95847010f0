import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** What of a table scrolls to the side: the rows of a long one stand in a part of their own. */
const SCROLLED = '.ant-table-content, .ant-table-tbody-virtual-holder';

/** How a table stands in its place. */
export interface TableWidth {
  readonly frame: RefObject<HTMLElement | null>;
  /** It is wider than its place. */
  readonly isWider: boolean;
  /** Some of it stands beyond the right edge. */
  readonly hasMore: boolean;
}

/** Whether a table is wider than its place, measured whenever it is drawn, scrolled, or its place becomes another: only then it is said that it scrolls. */
export function useTableWidth(): TableWidth {
  const frame = useRef<HTMLElement>(null);
  const [{ isWider, hasMore }, set] = useState({ isWider: false, hasMore: false });
  const measure = useCallback((): void => {
    const part = frame.current?.querySelector(SCROLLED);
    if (part === null || part === undefined) return;
    const hidden = part.scrollWidth - part.clientWidth;
    const now = { isWider: hidden > 1, hasMore: hidden - part.scrollLeft > 1 };
    set((before) => (before.isWider === now.isWider && before.hasMore === now.hasMore ? before : now));
  }, []);
  useLayoutEffect(measure);
  useEffect(() => {
    const place = frame.current;
    if (place === null) return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(place);
    place.addEventListener('scroll', measure, true);
    return () => {
      observer.disconnect();
      place.removeEventListener('scroll', measure, true);
    };
  }, [measure]);
  return { frame, isWider, hasMore };
}
