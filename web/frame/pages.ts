import { lazy, type ComponentType } from 'react';
import type { Caller, SeenRegion } from '../api/caller.tsx';

/** The pages of the console in the order of the menu; each is a folder of `web/pages`. What has no folder yet is not in the menu. */
export const PAGE_NAMES = [
  'workbench',
  'rulesets',
  'editor',
  'checks',
  'changes',
  'what-ifs',
  'catalogue',
  'scoring',
  'imports',
  'budget',
  'clearing',
  'audit',
  'integration',
  'operation',
] as const;

/** The name of a page: its folder. */
export type PageName = (typeof PAGE_NAMES)[number];

/** Where a page stands: `route` of its `route.ts`. */
export interface PageRoute {
  /** Patterns of addresses below `/:region`, such as `/rulesets/:version?`. */
  readonly paths: readonly string[];
  /** The address below `/:region` that the menu leads to. */
  readonly menuPath: string;
  /** Permissions, of which one is enough to see the page; none: everybody who is signed in. */
  readonly permissions: readonly string[];
}

/** A page that can be shown. */
export interface ConsolePage extends PageRoute {
  readonly name: PageName;
  readonly Page: ComponentType;
}

const routes = import.meta.glob<PageRoute>('../pages/*/route.ts', { eager: true, import: 'route' });
const pages = import.meta.glob<{ readonly default: ComponentType }>('../pages/*/page.tsx');

/** The pages that are there, in the order of the menu. Each is loaded when it is first shown. */
export const PAGES: readonly ConsolePage[] = PAGE_NAMES.flatMap((name) => {
  const route = routes[`../pages/${name}/route.ts`];
  const load = pages[`../pages/${name}/page.tsx`];
  return route === undefined || load === undefined ? [] : [{ ...route, name, Page: lazy(load) }];
});

/** What may be read of every region that is seen. */
const OPEN = ['ruleset:read', 'catalogue:read'];

/** Whether the caller may see a page of a region. */
export function maySeePage({ mayOneOf, isOwn }: Caller, region: SeenRegion, { permissions }: PageRoute): boolean {
  return mayOneOf(permissions) && (isOwn(region) || permissions.some((permission) => OPEN.includes(permission)));
}
