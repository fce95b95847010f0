import { usePathValue } from '../../frame/place.tsx';
import { NewWhatIf } from './new-what-if.tsx';
import { Tuning } from './tuning.tsx';
import { WhatIfList } from './what-if-list.tsx';
import { WhatIfResult } from './what-if-result.tsx';
import './what-ifs.css';

/** 模拟测算 what-ifs of a region: all of them, a new one, a parameter that is moved, or the result of one. */
export default function WhatIfsPage() {
  const id = usePathValue('id');
  if (id === undefined) return <WhatIfList />;
  if (id === 'new') return <NewWhatIf />;
  if (id === 'tune') return <Tuning />;
  // The router leaves what separates parts of addresses as it was written: ids end in `%3D`.
  const whole = decodeURIComponent(id);
  return <WhatIfResult key={whole} id={whole} />;
}
