import { draftText, readDraftText, type DraftText } from './kit/draft-document.js';
import { baseOf } from './kit/stored-draft-parse.js';
import { openDraft, type OpenDraft } from './kit/open-draft.js';
import { NotFoundError } from '../base/errors.js';
import { requirePermission, runCommand } from '../kernel/command.js';
import type { Caller, Platform } from '../kernel/platform.js';
import { invalidField } from '../base/errors.js';
import { nameProblems, refuseProblems, requireIdempotencyKey } from '../requests/request-fields.js';
import { requireWholeVersion } from '../rulesets/whole-version.js';
import { parseText } from '../../rules/shape/parse.js';
import { isObject } from '../../rules/shape/shape-words.js';
import type { Unit } from '../ports/ports.js';
import { PAYMENT_SCHEMES, type PaymentScheme, type RulesetRecord } from '../ports/ports-ruleset.js';

/** 起草 how a draft is begun: from a stored version (of the region in force, or of another one), or from a text. One of the two. */
export interface CreateDraft {
  readonly regionCode: string;
  readonly name: string;
  readonly from?: { readonly regionCode: string; readonly version: string };
  readonly documentText?: string;
  readonly idempotencyKey: string;
}

/** What brought a draft's text, where it is more than a file: another verb of the audit event, and what it and the draft's first event say besides. */
export interface Brought {
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Refuses, once the draft is really to be made. */
  readonly guard: (unit: Unit) => Promise<void>;
}

/**
 * 起草规则集 begins a draft. A version of another region is taken over with the region's own code; what it extends stays its base. Nothing that is in
 * force changes. Throws FORBIDDEN, NOT_FOUND (region, version), VALIDATION_FAILED, RULESET_INVALID (no JSON), RULESET_TAMPERED (a version that is not what
 * was signed is not taken over), IDEMPOTENCY_KEY_REUSED.
 */
export async function createDraft(platform: Platform, caller: Caller, input: CreateDraft, brought?: Brought): Promise<OpenDraft> {
  const { regionCode, name, from, documentText, idempotencyKey } = input;
  requirePermission(caller.actor, 'ruleset:draft', regionCode);
  requireIdempotencyKey(idempotencyKey);
  refuseProblems(nameProblems(name, ['name']));
  const origin = await originOf(caller, input);
  if (origin !== undefined) await requireWholeVersion(caller.read, platform.signing, origin);
  const { text, scheme } = beginning(regionCode, origin, documentText);
  return await runCommand(
    platform,
    caller.actor,
    {
      permission: 'ruleset:draft',
      regionCode,
      action: brought?.action ?? 'draft:create',
      work: async (unit) => {
        await brought?.guard(unit);
        const own =
          origin === undefined ? { originRegion: null, originId: null } : { originRegion: origin.regionCode, originId: origin.id };
        const { drafts } = unit;
        const draft = await drafts.add({
          regionCode,
          scheme,
          name: name.trim(),
          origin: origin === undefined ? 'FILE' : 'VERSION',
          ...own,
        });
        await drafts.record({
          ...{ regionCode, draftId: draft.id, seq: 1, kind: 'SAVED', revision: 1, contentHash: text.contentHash, reason: '' },
          detail: {
            begun: true,
            ...(origin === undefined ? {} : { base: baseOf(origin) }),
            ...(brought === undefined ? {} : { brought: brought.detail }),
          },
          documentText: text.text,
        });
        return await openDraft(unit, regionCode, draft.id);
      },
      audit: ({ draft }) => ({
        subject: draft.id,
        detail: { name: draft.name, scheme, contentHash: text.contentHash, ...brought?.detail },
      }),
    },
    {
      key: idempotencyKey,
      input: {
        regionCode,
        name,
        from: from ?? null,
        documentText: documentText ?? null,
        ...(brought === undefined ? {} : { brought: brought.detail }),
      },
      refOf: ({ draft }) => draft.id,
      replay: (unit, id) => openDraft(unit, regionCode, id),
    },
  );
}

async function originOf({ read }: Caller, { from, documentText }: CreateDraft): Promise<RulesetRecord | undefined> {
  if ((from === undefined) === (documentText === undefined)) {
    throw invalidField(['from'], 'ONE_OF', {
      zh: '请给出已有版本（from）或规则集文本（documentText），只给一个。',
      en: 'State a stored version (from) or a text (documentText), and only one of them.',
    });
  }
  if (from === undefined) return undefined;
  const record = await read(({ rulesets }) => rulesets.findByVersion(from.regionCode, from.version));
  if (record?.status === 'PUBLISHED' || record?.status === 'WITHDRAWN') return record; // what was withdrawn may be mended
  throw new NotFoundError({ zh: `地区 ${from.regionCode} 的规则集版本`, en: `ruleset version of region ${from.regionCode}` }, from.version);
}

function beginning(
  regionCode: string,
  origin: RulesetRecord | undefined,
  documentText: string | undefined,
): { readonly text: DraftText; readonly scheme: PaymentScheme } {
  if (origin !== undefined) {
    const { scheme, documentText: text } = origin;
    const own = readDraftText(text, { regionCode: origin.regionCode, scheme });
    return {
      scheme,
      text: origin.regionCode === regionCode ? own : draftText({ ...own.document, region: regionCode }, { regionCode, scheme }),
    };
  }
  for (const scheme of PAYMENT_SCHEMES) {
    const text = tryScheme(documentText ?? '', { regionCode, scheme });
    if (text !== undefined) return { text, scheme };
  }
  return { scheme: 'DIP', text: readDraftText(documentText ?? '', { regionCode, scheme: 'DIP' }) };
}

/** The text as a draft of a scheme, where it says that it is of it. */
function tryScheme(text: string, head: { readonly regionCode: string; readonly scheme: PaymentScheme }): DraftText | undefined {
  return text.includes(`"${head.scheme}"`) && stated(text) === head.scheme ? readDraftText(text, head) : undefined;
}

function stated(text: string): unknown {
  const { value } = parseText(text);
  return isObject(value) ? value['scheme'] : undefined;
}
