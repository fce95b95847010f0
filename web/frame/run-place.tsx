import type { RunPlace } from '../parts/run-acts/run-place.ts';
import { PlaceLink, usePlace } from './place.tsx';

/** The place of a run of the region that is looked at. */
export function useRunPlace(runNo: number): RunPlace {
  const { region } = usePlace();
  return {
    regionCode: region.code,
    statement: (institutionCode, text) => <PlaceLink to={`/clearing/${runNo}/${encodeURIComponent(institutionCode)}`}>{text}</PlaceLink>,
  };
}
