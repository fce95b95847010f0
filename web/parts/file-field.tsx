import { Button } from 'antd';
import { useRef, useState } from 'react';

interface FileFieldProps {
  /** What the button says. */
  readonly button: string;
  /** What the file is, for screen readers. */
  readonly label: string;
  /** Endings that are taken, as `accept` of the browser has them. */
  readonly accept: string;
  readonly choose: (file: File) => void;
}

/** A button that asks for a file, and the name of the one that was chosen. The browser's own field speaks the browser's language, not the page's. */
export function FileField({ button, label, accept, choose }: FileFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const take = (file: File | undefined): void => {
    if (file !== undefined) {
      setName(file.name);
      choose(file);
    }
    if (field.current !== null) field.current.value = ''; // the same file may be chosen again once it was mended
  };
  return (
    <span className="file-field">
      <Button onClick={() => field.current?.click()}>{button}</Button>
      <input ref={field} hidden type="file" accept={accept} aria-label={label} onChange={({ target }) => take(target.files?.[0])} />
      {name !== '' && <span>{name}</span>}
    </span>
  );
}
