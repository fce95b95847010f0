import { Input } from 'antd';

interface PaidOnProps {
  readonly label: string;
  readonly day: string;
  readonly change: (day: string) => void;
}

/** 拨付日期 the day on which money was paid. */
export function PaidOn({ label, day, change }: PaidOnProps) {
  return (
    <label className="budget-field">
      <span>{label}</span>
      <Input size="small" maxLength={10} placeholder="YYYY-MM-DD" value={day} onChange={({ target }) => change(target.value.trim())} />
    </label>
  );
}
