import { assertNever } from '../../engine/kit/assert.js';
import type { Label } from '../../engine/plan/plan.js';
import type { GrouperFinding } from './check-grouper.js';
import { grouperFindingText } from './finding-messages.js';
import type { GrouperFault, GrouperPlace } from './open-grouper.js';
import type { RuleTextProblem } from './rule-parse.js';

/** One thing that is wrong with a grouper's document: an error keeps it out, a warning must be seen. */
export interface GrouperProblem {
  readonly severity: 'ERROR' | 'WARNING';
  /** Stable code: of a finding about text and shape, or of a fault. */
  readonly code: string;
  /** Where, for people: `ADRG BB1`, or a JSON pointer; empty for the document as a whole. */
  readonly where: string;
  readonly message: Label;
  /** What it names that is not there: `ADRG BB1`. */
  readonly missing?: string;
}

const KINDS: Readonly<Record<GrouperPlace['kind'], Label>> = {
  MDC: { zh: '主要诊断大类', en: 'MDC' },
  ADRG: { zh: '核心疾病诊断相关组', en: 'ADRG' },
  DRG: { zh: '细分组', en: 'DRG' },
  SET: { zh: '编码集', en: 'set' },
  COMPLICATION: { zh: '并发症', en: 'complication' },
  EXCLUSION: { zh: '排除表', en: 'exclusion table' },
};

/** A place of a grouper in words. */
function placeLabel({ kind, code }: GrouperPlace): Label {
  const label = KINDS[kind];
  return { zh: `${label.zh} ${code}`, en: `${label.en ?? kind} ${code}` };
}

/** Why a document is no grouper, in words with what to do. */
export function faultProblem(fault: GrouperFault): GrouperProblem {
  const place = placeLabel(fault.place);
  const { zh, en } = faultText(fault);
  return {
    severity: 'ERROR',
    code: fault.fault,
    where: `${fault.place.kind} ${fault.place.code}`,
    message: { zh: `${place.zh}：${zh}`, en: `${place.en}: ${en}` },
    ...missingOf(fault),
  };
}

function missingOf(fault: GrouperFault): Pick<GrouperProblem, 'missing'> {
  switch (fault.fault) {
    case 'UNKNOWN_SET':
      return { missing: `SET ${fault.name}` };
    case 'UNKNOWN_TABLE':
      return { missing: `EXCLUSION ${fault.name}` };
    case 'UNKNOWN_PARENT':
      return { missing: `${fault.place.kind === 'DRG' ? 'ADRG' : 'MDC'} ${fault.name}` };
    default:
      return {};
  }
}

/** Something that a check found, in words: a warning, since the grouper can be used. */
export function findingWarning(finding: GrouperFinding): GrouperProblem {
  const { code, place } = finding;
  return { severity: 'WARNING', code, where: `${place.kind} ${place.code}`, message: grouperFindingText(finding) };
}

function faultText(fault: GrouperFault): { readonly zh: string; readonly en: string } {
  switch (fault.fault) {
    case 'RULE_TEXT':
      return ruleTextProblem(fault.problem);
    case 'UNKNOWN_SET':
      return {
        zh: `规则引用了不存在的编码集 ${fault.name}，请核对拼写或补上该集。`,
        en: `its rule names the set ${fault.name}, which is not there.`,
      };
    case 'UNKNOWN_PARENT':
      return { zh: `上级 ${fault.name} 不存在，请核对编码。`, en: `its parent ${fault.name} is not there.` };
    case 'UNKNOWN_TABLE':
      return { zh: `排除表 ${fault.name} 不存在，请核对或补上该表。`, en: `its exclusion table ${fault.name} is not there.` };
    case 'TWICE':
      return { zh: '编码出现两次，请只保留一行。', en: 'its code stands twice; keep one row.' };
    case 'RESERVED_NAME':
      return {
        zh: 'MCC 与 CC 指病例自身的并发症，不能用作编码集的名称；请改名。',
        en: "MCC and CC stand for a case's own complications; call the set something else.",
      };
    default:
      return assertNever(fault);
  }
}

function ruleTextProblem({ reason, at, found }: RuleTextProblem): { readonly zh: string; readonly en: string } {
  switch (reason) {
    case 'LENGTH':
      return { zh: '规则文本过长，请拆分。', en: 'its rule text is too long.' };
    case 'DEPTH':
      return { zh: '规则的括号嵌套过深，请展开。', en: 'its rule nests brackets too deep.' };
    case 'SYNTAX':
      return {
        zh: found === '' ? '规则文本不完整，请补全。' : `规则文本第 ${at + 1} 个字符起读不懂：“${found}”。请按官方方案的写法更正。`,
        en:
          found === ''
            ? 'its rule text ends too early.'
            : `its rule can't be read from character ${at + 1} on: "${found}". Write it as the official books do.`,
      };
    default:
      return assertNever(reason);
  }
}
