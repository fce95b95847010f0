import type { PageRoute } from '../../frame/pages.ts';

/** 病种目录: the catalogue in force, a version of it (`?against=` beside another one), a disease group. */
export const route: PageRoute = {
  paths: ['/catalogue', '/catalogue/:version', '/catalogue/:version/:code'],
  menuPath: '/catalogue',
  permissions: ['catalogue:read'],
};
