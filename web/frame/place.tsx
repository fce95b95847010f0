import { createContext, useContext, useMemo, type PropsWithChildren, type ReactNode } from 'react';
import { Link, useLocation, useParams, useSearchParams } from 'wouter';
import { useCaller, type SeenRegion } from '../api/caller.tsx';
import { isDay, todayInChina } from '../parts/days.ts';

/** Where somebody is: all of it stands in the address, so that a colleague who is sent it sees the same. */
export interface Place {
  readonly region: SeenRegion;
  /** The day by whose rules everything is looked at (`?on=`); today where the address has none. */
  readonly on: string;
  /** Whether the address states the day. */
  readonly isOnStated: boolean;
  /** The address of a page below the region, `/rulesets/2025.1`, with the day kept. */
  readonly hrefOf: (path: string) => string;
  readonly lookOn: (day: string | undefined) => void;
  readonly goTo: (path: string) => void;
}

const PlaceContext = createContext<Place | undefined>(undefined);

/** Tells everything inside at which region and day it looks. */
export function PlaceProvider({ region, children }: PropsWithChildren<{ readonly region: SeenRegion }>) {
  const [, navigate] = useLocation();
  const [search, setSearch] = useSearchParams();
  const stated = search.get('on') ?? '';
  const place = useMemo((): Place => {
    const isOnStated = isDay(stated);
    const hrefOf = (path: string): string => `/${region.code}${path === '/' ? '' : path}${isOnStated ? `?on=${stated}` : ''}`;
    const lookOn = (day: string | undefined): void =>
      setSearch((known) => {
        const changed = new URLSearchParams(known);
        if (day === undefined) changed.delete('on');
        else changed.set('on', day);
        return changed;
      });
    return { region, on: isOnStated ? stated : todayInChina(), isOnStated, hrefOf, lookOn, goTo: (path) => navigate(hrefOf(path)) };
  }, [region, stated, navigate, setSearch]);
  return <PlaceContext value={place}>{children}</PlaceContext>;
}

/** Where somebody is. Only inside the frame. */
export function usePlace(): Place {
  const place = useContext(PlaceContext);
  if (place === undefined) throw new Error('no place: the page is not inside the frame');
  return place;
}

/** A value that stands in the page's address: `usePathValue('version')` of `/rulesets/:version?`; `undefined` where there is none. */
export function usePathValue(name: string): string | undefined {
  const value: string | undefined = useParams()[name];
  return value === undefined || value === '' ? undefined : value;
}

/** The region of an address, among those that the caller sees. */
export function useSeenRegion(code: string | undefined): SeenRegion | undefined {
  return useCaller().regions.find((region) => region.code === code);
}

/** A link to a page of the region, with the day kept. */
export function PlaceLink({
  to,
  children,
  className = '',
}: {
  readonly to: string;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <Link href={usePlace().hrefOf(to)} className={className}>
      {children}
    </Link>
  );
}
