import type { FindingTemplate } from './messages.js';

/** Findings about extending a base, dates and the order of versions. */
export const VERSION_FINDINGS = {
  EXTENDS_NOT_FOUND: {
    severity: 'ERROR',
    message: {
      zh: '找不到已发布的基础规则集 {region} {version}。',
      en: 'There is no published base ruleset {region} {version}.',
    },
    suggestion: { zh: '请先发布基础规则集，或改正 extends。', en: 'Publish the base first, or mend extends.' },
  },
  EXTENDS_WITHDRAWN: {
    severity: 'ERROR',
    message: {
      zh: '所继承的基础规则集 {region} {version} 已于 {day} 撤回，从未生效：不能再据以发布。',
      en: 'The base {region} {version} was withdrawn on {day} and never held: nothing new is published upon it.',
    },
    suggestion: {
      zh: '请改为继承另一个已发布的版本（extends 的 version 和 effectiveHash），或把撤回的版本改好，先发布。',
      en: 'Extend another published version (version and effectiveHash of extends), or mend what was withdrawn, and publish that first.',
    },
  },
  EXTENDS_HASH: {
    severity: 'ERROR',
    message: {
      zh: '基础规则集 {region} {version} 的 effectiveHash 是 {actual}，extends 写的是 {expected}。',
      en: 'The effectiveHash of base {region} {version} is {actual}; extends states {expected}.',
    },
    suggestion: {
      zh: '请核对基础规则集的改动后，把 extends.effectiveHash 改为 {actual}，或运行 npm run dip -- ruleset seal <文件>，由它写入。',
      en: 'Read what changed in the base, then set extends.effectiveHash to {actual}, or let npm run dip -- ruleset seal <file> write it.',
    },
  },
  EXTENDS_CYCLE: {
    severity: 'ERROR',
    message: { zh: '规则集继承成环：{path}。', en: 'Rulesets extend each other in a circle: {path}.' },
    suggestion: { zh: '请让其中一份不再 extends 这一圈里的规则集。', en: 'Let one of them extend none of this circle.' },
  },
  EXTENDS_REMOVE_UNKNOWN: {
    severity: 'ERROR',
    message: { zh: '要删除的 “{name}” 在基础规则集中不存在。', en: '“{name}”, which is to be removed, is not in the base.' },
    suggestion: {
      zh: '请核对名称（大小写有别）；基础里本来没有的，删去这一条 remove。',
      en: 'Check the name, capitals too; where the base has no such entry, delete this remove.',
    },
  },
  REMOVE_WITHOUT_BASE: {
    severity: 'ERROR',
    message: { zh: '没有 extends 的规则集不能写 remove。', en: 'A ruleset without extends cannot remove anything.' },
    suggestion: {
      zh: '请直接删去这一条；要删的在基础规则集里时，先写 extends。',
      en: 'Delete the entry itself; if it stands in a base, state extends first.',
    },
  },
  AFTER_UNKNOWN: {
    severity: 'ERROR',
    message: { zh: 'after 所指的 “{name}” 不存在。', en: '“{name}”, named by after, does not exist.' },
    suggestion: {
      zh: '请写同一列表中已有的编号；要排在最后就不写 after。',
      en: 'Name an entry of the same list; without after, the entry stands last.',
    },
  },
  AFTER_INHERITED: {
    severity: 'ERROR',
    message: {
      zh: '“{name}” 替换继承的条目，位置不变，不能写 after。',
      en: '“{name}” replaces an inherited entry and keeps its place: it cannot have after.',
    },
    suggestion: { zh: '请删去 after；次序随基础规则集。', en: 'Delete after; the order is that of the base.' },
  },
  DATE_INVALID: {
    severity: 'ERROR',
    message: { zh: '{value} 不是真实的日期。', en: '{value} is not a real date.' },
    suggestion: { zh: '日期写成 YYYY-MM-DD。', en: 'Dates are written YYYY-MM-DD.' },
  },
  DATES_ORDER: {
    severity: 'ERROR',
    message: { zh: '失效日 {to} 早于生效日 {from}。', en: 'The last day {to} is before the first day {from}.' },
    suggestion: {
      zh: '请核对 from 与 to；只用一天的，两者写同一天；没有失效日的，不写 to。',
      en: 'Check from and to; for a single day both are that day, and without a last day there is no to.',
    },
  },
  PARAMETER_EXPIRED: {
    severity: 'WARNING',
    message: {
      zh: '参数 “{name}” 的有效期到 {until} 为止，已经过去，而本版本仍在用它。',
      en: 'Parameter “{name}” was valid until {until}, which is past, and this version still uses it.',
    },
    suggestion: {
      zh: '请核对依据是否已续期或改定：按新的文件改 value、basis 与 validUntil。',
      en: 'Find out whether its basis was prolonged or changed: set value, basis and validUntil by the new text.',
    },
  },
  PARAMETER_EXPIRING: {
    severity: 'INFO',
    message: {
      zh: '参数 “{name}” 的有效期到 {until} 为止，而本版本用到 {to}（— 为无失效日）。',
      en: 'Parameter “{name}” is valid until {until}, and this version decides until {to} (—: without end).',
    },
    suggestion: {
      zh: '请在到期前按新的文件发布新版本，或给本版本写 effective.to。',
      en: 'Publish a version by a new text before then, or state effective.to.',
    },
  },
  NATIONAL_LIMIT_EXCEEDED: {
    severity: 'WARNING',
    message: {
      zh: '{label} “{name}” 为 {value}，高于国家文本的 {limit}（{basis}）。{text}。',
      en: 'The {label} “{name}” is {value}, above the {limit} of the national text ({basis}): {text}.',
    },
    suggestion: {
      zh: '请核对比例（5% 写作 "0.05"，5‰ 写作 "0.005"）；“原则上”可有例外，确有条文或批复的，接受本警告。',
      en: 'Check the rate (5% is "0.05", 5 per mille "0.005"); “as a rule” leaves room: accept the warning where an article or approval says so.',
    },
  },
  FROM_TAKEN: {
    severity: 'ERROR',
    message: {
      zh: '同一统筹区与付费方式已有版本 {version} 从 {from} 起生效。',
      en: 'Version {version} of the same region and scheme already takes effect on {from}.',
    },
    suggestion: { zh: '请换一个生效日。', en: 'Choose another first day.' },
  },
  DAYS_WITHOUT_RULES: {
    severity: 'WARNING',
    message: {
      zh: '发布后，{days} 没有生效的规则集：这些天的病例无法计分，所在年度无法清算。',
      en: 'Once published, no ruleset is in force {days}: cases of these days can not be scored, nor their year cleared.',
    },
    suggestion: { zh: '请调整 effective，或另行发布覆盖这些天的版本。', en: 'Change effective, or publish a version for these days.' },
  },
  BASE_NOT_REPLACED: {
    severity: 'WARNING',
    message: {
      zh: '草案所据的是版本 {base}，生效日当天现行的却是 {replaced}：发布后，{replaced} 的改动对病例不再有效，除非草案里也有。',
      en: 'The draft rests on version {base}, but {replaced} is in force on its first day: what {replaced} changed no longer holds for cases, unless the draft has it too.',
    },
    suggestion: {
      zh: '请改从 {replaced} 起草，或合并它（接口 mergeDraft，命令 dip draft merge）；核对与它的差异，确是所要的，接受本警告。',
      en: 'Begin the draft from {replaced}, or merge it (mergeDraft of the API, dip draft merge); where the difference from it is meant, accept the warning.',
    },
  },
  DAYS_CHANGE_HANDS: {
    severity: 'INFO',
    message: {
      zh: '发布后，{days} 由版本 {before} 改用本版本。',
      en: 'Once published, this version decides {days} in place of version {before}.',
    },
    suggestion: {
      zh: '请核对这正是所要的生效期间；不是，就在发布前改 effective。',
      en: 'Make sure that these days are meant; if not, change effective before you publish.',
    },
  },
  DAYS_GIVEN_BACK: {
    severity: 'INFO',
    message: {
      zh: '本版本是临时的：{days} 恢复适用版本 {after}。',
      en: 'This version is temporary: version {after} decides again {days}.',
    },
    suggestion: {
      zh: '若应一直有效，请在发布前删去 effective 的 to。',
      en: 'If it is meant to last, delete to under effective before you publish.',
    },
  },
  CLOSED_PERIOD: {
    severity: 'ERROR',
    message: {
      zh: '生效日 {from} 在已结账期间之内（至 {closedTo}）。',
      en: 'The first day {from} lies in a closed period (to {closedTo}).',
    },
    suggestion: { zh: '请从 {closedTo} 之后起生效。', en: 'Let it take effect after {closedTo}.' },
  },
  FIRST_DAY_PAST: {
    severity: 'ERROR',
    message: {
      zh: '生效日 {from} 早于今天（{today}）：这些日子的病例已按别的版本判定，追溯须写明理由。',
      en: 'The first day {from} is before today ({today}): cases of those days were decided by another version; reaching back needs a reason.',
    },
    suggestion: {
      zh: '确要追溯的，提交时写明追溯理由；已提交的先退回再提交。否则请从 {today} 起生效。',
      en: 'If it is meant, say why when you submit it; return it first if it is submitted. Else let it take effect from {today} on.',
    },
  },
  YEAR_AGGREGATES: {
    severity: 'ERROR',
    message: {
      zh: '本版本的汇总项（aggregates）与同一结算年度内的版本 {version} 不同，两者的合计不能相加。',
      en: 'The aggregates differ from those of version {version}, which is in force in the same settlement year: their sums could not be added up.',
    },
    suggestion: {
      zh: '请让汇总项及其所加输出的单位、小数位与取值一致，或从结算年度首日起生效。',
      en: 'Declare the same aggregates with the same units, scales and values, or take effect on the first day of a settlement year.',
    },
  },
  YEAR_CALENDAR: {
    severity: 'ERROR',
    message: {
      zh: '本版本的年度起始日或病例归属口径（methods.calendar、methods.periodBy）与同一结算年度内的版本 {version} 不同，该年度无法清算。',
      en: 'Years or cases are counted otherwise (methods.calendar, methods.periodBy) than by version {version} of the same settlement year, which could not be cleared.',
    },
    suggestion: { zh: '请从结算年度首日起生效。', en: 'Take effect on the first day of a settlement year.' },
  },
  VERSION_TAKEN: {
    severity: 'ERROR',
    message: {
      zh: '版本号 {version} 已发布过（撤回的也算），已发布的文档不再改变。',
      en: 'Version {version} was published, if it was withdrawn or not; published documents never change.',
    },
    suggestion: { zh: '请用新的版本号。', en: 'Use a new version.' },
  },
} as const satisfies Record<string, FindingTemplate>;
