import { compareDecimalTexts } from '../decimal-text.ts';
import './impact.css';

/** An exact decimal without its sign, as the browser's own meter takes it. */
export const sizeText = (difference: string): string => difference.replace('-', '');

/** The largest of some differences, whatever their signs; `0` of none. */
export function largestSize(differences: readonly string[]): string {
  return differences.map(sizeText).reduce((a, b) => (compareDecimalTexts(a, b) < 0 ? b : a), '0');
}

interface SizeBarProps {
  readonly difference: string;
  readonly largest: string;
  readonly label: string;
}

/** How large a change is beside the largest: drawn by the browser, nothing is worked out here. */
export function SizeBar({ difference, largest, label }: SizeBarProps) {
  const isLess = difference.startsWith('-');
  return (
    <meter className={isLess ? 'impact-bar impact-bar-less' : 'impact-bar'} aria-label={label} max={largest} value={sizeText(difference)} />
  );
}
