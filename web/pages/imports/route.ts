import type { PageRoute } from '../../frame/pages.ts';

/** 数据导入: imports of cases and one of them; what quality control found. */
export const route: PageRoute = {
  paths: ['/imports', '/imports/jobs/:job', '/imports/quality'],
  menuPath: '/imports',
  permissions: ['case:import', 'case:read'],
};
