import { chinaDay } from '../../app/base/china-day.js';

/** Today's calendar date in China, where every pooling region is: the default of dated fields. Nothing that is scored or cleared asks for it. */
export function today(): string {
  return chinaDay(new Date());
}
