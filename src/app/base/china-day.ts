const CHINA = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' });

/** The calendar day of a moment in China, where every pooling region is: `YYYY-MM-DD`. */
export function chinaDay(moment: Date): string {
  return CHINA.format(moment);
}
