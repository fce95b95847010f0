import { Input } from 'antd';
import { useState } from 'react';
import { isDay } from './days.ts';

interface DayFieldProps {
  readonly label: string;
  readonly className?: string;
  /** What stands there at first. */
  readonly first?: string;
  /** Hears what is typed, as it is: the platform says what is wrong with what is no day, so that none is silently left out. */
  readonly change: (day: string) => void;
}

/** A day that is typed, `YYYY-MM-DD`. Browsers' own date fields show days in the order of the browser, not of the page's language. */
export function DayField({ label, className = '', first = '', change }: DayFieldProps) {
  const [typed, setTyped] = useState(first);
  const isWrong = typed !== '' && !isDay(typed);
  const take = (text: string): void => {
    setTyped(text);
    change(text);
  };
  return (
    <label className={`day-field ${className}`}>
      <span>{label}</span>
      <Input
        className="day-field-input"
        inputMode="numeric"
        placeholder="YYYY-MM-DD"
        maxLength={10}
        value={typed}
        status={isWrong ? 'error' : ''}
        aria-invalid={isWrong}
        onChange={({ target }) => take(target.value.trim())}
      />
    </label>
  );
}
