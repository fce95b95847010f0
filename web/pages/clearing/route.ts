import type { PageRoute } from '../../frame/pages.ts';

/** 年度清算: the runs of a region, one of them, a hospital's statement in it, and a case of that. */
export const route: PageRoute = {
  paths: ['/clearing', '/clearing/:runNo', '/clearing/:runNo/:institution', '/clearing/:runNo/:institution/:caseNo'],
  menuPath: '/clearing',
  permissions: ['run:read'],
};
