/** Texts of the shared pieces. */
export const partsZh = {
  asCsv: 'CSV（.csv）',
  asWorkbook: 'Excel（.xlsx）',
  columns: '显示列',
  copied: '已复制',
  copyAsGraphql: '复制为 GraphQL',
  exportAs: '导出',
  failures: {
    BROKEN: { title: '服务器没有正常答复', doThis: '请稍后重试；仍不行请联系运维，并告知下面的请求号。' },
    OFFLINE: { title: '连不上服务器', doThis: '请检查网络，或确认平台正在运行，然后重试。' },
    REFUSED: { title: '请求未被接受', doThis: '请核对所选的地区、日期和您的权限，然后重试。' },
    SIGNED_OUT: { title: '需要登录', doThis: '登录已失效或密钥无效，请重新登录。当前页面会保留。' },
  },
  filter: '筛选：输入任意文字',
  filterOf: (table: string) => `筛选${table}`,
  more: '载入更多',
  notCopied: '浏览器不允许复制',
  nothingFound: '没有符合筛选条件的行',
  requestId: (id: string) => `请求号 ${id}`,
  retry: '重试',
  rows: (shown: number, all: number) => (shown === all ? `共 ${all} 行` : `显示 ${shown} 行，共 ${all} 行`),
  waiting: '正在读取',
};
