const CHINA = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' });

/** The calendar day of a moment in China, where every pooling region is: `YYYY-MM-DD`. */
export function chinaDay(moment: Date): string {
  return CHINA.format(moment);
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** A moment as people in China read it, with the offset: `2026-11-30 00:24 +08:00`. China has no summer time. */
export function chinaTime(moment: Date): string {
  return `${chinaDay(moment)} ${CLOCK.format(moment)} +08:00`;
}
