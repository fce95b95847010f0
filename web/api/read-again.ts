import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

/** Once a job has ended, everything that it may have changed is read again. */
export function useReadAgain(isBusy: boolean): void {
  const client = useQueryClient();
  const wasBusy = useRef(isBusy);
  useEffect(() => {
    if (wasBusy.current && !isBusy) void client.invalidateQueries();
    wasBusy.current = isBusy;
  }, [isBusy, client]);
}
