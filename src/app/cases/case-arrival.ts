import { AttributeChecks } from './case-attributes.js';
import { CaseQuality, returnProblems, type Judgement } from './case-quality.js';
import { CaseVersions } from '../scoring/case-version.js';
import type { FieldProblem } from '../base/errors.js';
import type { Platform } from '../kernel/platform.js';
import type { Unit } from '../ports/ports.js';
import type { AskedScheme } from '../caches/in-force.js';
import type { RegionIndex } from '../caches/region-cache.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';

/** What is found of a case that arrives: why it is not taken (empty: it is), and how its settlement list was judged. */
export interface Arrived {
  readonly problems: readonly FieldProblem[];
  readonly judgement: Judgement;
}

/** Where no ruleset is in force nobody can tell. */
const NOTHING_KNOWN: Arrived = { problems: [], judgement: undefined };

/** What every case goes through when it arrives, in a batch or in a file: its attributes first, then the quality of its settlement list. */
export class CaseArrival {
  readonly #versions: CaseVersions;
  readonly #attributes: AttributeChecks;
  readonly #quality: CaseQuality;

  constructor(platform: Pick<Platform, 'rulesets'>, index: RegionIndex, scheme: AskedScheme) {
    this.#versions = new CaseVersions(platform, index, scheme);
    this.#attributes = new AttributeChecks(index.region.code);
    this.#quality = new CaseQuality(index);
  }

  /** Looks at one case that arrives on a day, within the transaction of its import. */
  async of(unit: Unit, inpatientCase: InpatientCase, submittedOn: string): Promise<Arrived> {
    const version = await this.#versions.of((work) => work(unit), inpatientCase);
    if (version === undefined) return NOTHING_KNOWN;
    const problems = this.#attributes.of(version, inpatientCase);
    if (problems.length > 0) return { problems, judgement: undefined };
    const judgement = await this.#quality.of(unit, version, inpatientCase, submittedOn);
    return { problems: returnProblems(judgement), judgement };
  }
}
