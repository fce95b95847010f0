import type { Scope } from './plan.js';

/** Something for every scope. */
export function mapScopes<T>(make: (scope: Scope) => T): Record<Scope, T> {
  return {
    fundYear: make('fundYear'),
    institution: make('institution'),
    case: make('case'),
    institutionMonth: make('institutionMonth'),
    institutionTotal: make('institutionTotal'),
    fundYearEnd: make('fundYearEnd'),
    institutionYear: make('institutionYear'),
  };
}
