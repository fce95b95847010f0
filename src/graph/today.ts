/** Today's calendar date in China, where every pooling region is: the default of dated fields. Nothing that is scored or cleared asks for it. */
export function today(): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(),
  );
}
