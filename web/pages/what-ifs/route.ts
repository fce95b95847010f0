import type { PageRoute } from '../../frame/pages.ts';

/** 模拟测算: what a change would do to a year; a new one, one that answers while a parameter is moved, or the result of one. */
export const route: PageRoute = {
  paths: ['/what-ifs/:id?'],
  menuPath: '/what-ifs',
  permissions: ['budget:read'],
};
