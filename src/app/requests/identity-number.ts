import { isRealDate } from '../../engine/kit/calendar.js';

const SHAPE = /^[1-8]\d{16}[\dXx]$/;
/** Weights and check characters of GB 11643 (ISO 7064, MOD 11-2). */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

/** 公民身份号码 whether a text is a citizen's identity number (GB 11643): 18 places, a day of birth, a check character that fits. */
export function isIdentityNumber(text: string): boolean {
  if (!SHAPE.test(text)) return false;
  if (!isRealDate(`${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`)) return false;
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(text[place]), 0);
  return CHECKS[sum % CHECKS.length] === text[17]?.toUpperCase();
}
