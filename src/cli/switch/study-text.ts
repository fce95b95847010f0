import { STATUSES } from '../print/clearing-report.js';
import { grouped } from '../terminal/money.js';
import { list } from '../terminal/table.js';
import { reportOfStudy } from '../../app/switch/stored-study-parse.js';
import { FINDING_TERMS, GROUP_FINDINGS } from '../../app/switch/study/group-findings.js';
import { studyBasis, finishedStudy, SWITCH_TABLES } from '../../app/switch/switch-tables.js';
import type { SwitchStudyRecord } from '../../app/ports/ports-switch.js';

/** A study for programs. */
export function studyJson(study: SwitchStudyRecord): Readonly<Record<string, unknown>> {
  const { regionCode, id, status, failure, request, resultHash } = study;
  return { regionCode, id, status, failure, request, report: reportOfStudy(study), resultHash };
}

/** A study for people: how it ended, and where to look on. */
export function studyText(study: SwitchStudyRecord): string {
  const { id, status, failure } = study;
  const head = list([
    ['切换测算', `${study.regionCode} ${id}`],
    ['状态', STATUSES[status]],
  ]);
  if (status !== 'SUCCEEDED') return `${head}${failure === null ? '' : `${failure.zh}\n${failure.en}\n`}`;
  const finished = finishedStudy(study);
  const { report } = finished;
  const found = GROUP_FINDINGS.map((finding): readonly [string, string] => [
    (FINDING_TERMS[finding].zh.split('：')[0] ?? finding) + '的组',
    String(report.findings[finding] ?? 0),
  ]);
  const basis = studyBasis(finished).filter(({ zh }) => !GROUP_FINDINGS.some((finding) => finding === zh));
  const body = list([
    ['病例', `${report.cases}，其中末年 ${report.yearCases}`],
    ['基金', `${grouped(report.fund)} 元`],
    ['机构', `${report.institutions} 家，差额合计 ${report.differences} 元`],
    ...found,
  ]);
  const rests = basis.map(({ zh, value }) => `  ${zh}：${value}\n`).join('');
  const next = SWITCH_TABLES.map((name) => `  dip switch show ${id} ${name}\n`).join('');
  return `${head}${body}依据\n${rests}接着看：\n${next}  dip switch export ${id} --out . --format xlsx\n`;
}
