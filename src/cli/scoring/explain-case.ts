import { printJson, type Context } from '../host/context.js';
import type { OpenPlatform } from '../host/host.js';
import { TERMINAL_WIDTH, wrapped } from '../terminal/wrapped.js';
import { Mistake } from '../terminal/mistake.js';
import { grouped } from '../terminal/money.js';
import { regionOfInstitution } from './score-region.js';
import { draftNamed, scoreFields, scoreOne } from './score-rows.js';
import { alternativeJson, alternativesText } from './alternative-rows.js';
import { list, table } from '../terminal/table.js';
import type { CaseFile } from '../../app/case-files/case-file.js';
import { ValidationError } from '../../app/base/errors.js';
import { scoreAlternatives } from '../../app/scoring/score-alternatives.js';
import type { CaseScore } from '../../app/scoring/score-case.js';
import type { PaymentScheme } from '../../app/ports/ports-ruleset.js';
import type { InpatientCase } from '../../engine/plan/inpatient-case.js';
import { printFen, printFixed } from '../../engine/number/quantity.js';
import { findingWords } from '../../rules/grouper/grouper-words.js';
import { explainTrace } from '../../rules/explain/explain.js';
import { printArticles, printExplanation } from '../../rules/explain/explain-text.js';

interface Wanted {
  readonly caseNo: string;
  readonly file: CaseFile | undefined;
  readonly region?: string;
  readonly scheme?: PaymentScheme;
  readonly institution?: string;
  /** A draft of the rules, which scores in place of the version in force. */
  readonly draft?: string;
  readonly json?: boolean;
  /** Whether the case is shown with other principal diagnoses and main operations too. */
  readonly alternatives?: boolean;
}

/** Scores one case of a file, or a stored one, and prints every step for people to read. */
export async function explainCase(context: Context, session: OpenPlatform, wanted: Wanted): Promise<void> {
  const { file, json } = wanted;
  const found = file === undefined ? await storedCase(session, wanted) : await caseOfFile(session, file, wanted);
  const { region } = found;
  const draft = await draftNamed(session, region, wanted.draft);
  const score = await scoreOne(session, { region, scheme: wanted.scheme, draft }, found.inpatientCase);
  const steps = explainTrace(score.trace, score.compiled.effective);
  const { candidates } = score;
  const alternatives = wanted.alternatives === true ? await scoreAlternatives(score) : [];
  if (json === true)
    return await printJson(context, {
      ...scoreFields({ ok: true, line: 0, score }),
      outputs: score.outputs,
      candidates: candidates.map(candidateJson),
      ...(score.grouping === null ? {} : groupingJson(score.grouping)),
      ...(wanted.alternatives === true ? { alternatives: alternatives.map(alternativeJson) } : {}),
      trace: steps,
    });
  const articles = printArticles(steps.flatMap(({ basis }) => basis));
  const beside = articles === '' ? '' : `\n所引条文\n${wrapped(articles, TERMINAL_WIDTH)}\n`;
  const process = `${candidatesText(candidates)}${grouperText(score.grouping)}计分过程\n${printExplanation(steps, 'zh')}`;
  await context.terminal.out(`${head(score)}\n${process}\n\n${tail(score)}${alternativesText(alternatives)}${beside}`);
}

interface Found {
  readonly region: string;
  readonly inpatientCase: InpatientCase;
}

async function caseOfFile(session: OpenPlatform, file: CaseFile, { caseNo, region, institution }: Wanted): Promise<Found> {
  for await (const row of file.rows()) {
    if (row.ok ? row.value.caseNo !== caseNo : row.caseNo !== caseNo) continue;
    if (row.ok && institution !== undefined && row.value.institutionCode !== institution) continue;
    if (!row.ok) throw new ValidationError(row.problems);
    return { region: region ?? (await regionOfInstitution(session, row.value.institutionCode)), inpatientCase: row.value };
  }
  throw new Mistake('NOT_FOUND', `文件里没有病例号“${caseNo}”。请核对病例号。`, `There is no case “${caseNo}” in the file.`);
}

async function storedCase({ caller }: OpenPlatform, { caseNo, region, institution }: Wanted): Promise<Found> {
  const found = await caller.read(async ({ regions, cases }) => {
    const codes = region === undefined ? (await regions.list()).map(({ code }) => code) : [region];
    for (const code of codes) {
      const keys = (await cases.numbered(code, [caseNo])).filter(
        ({ institutionCode, voided }) => !voided && (institution === undefined || institutionCode === institution),
      );
      if (keys.length > 1) throw ambiguous(caseNo, keys.length);
      const inpatientCase = keys[0] === undefined ? undefined : await cases.find(code, keys[0]);
      if (inpatientCase !== undefined) return { region: code, inpatientCase };
    }
    return undefined;
  });
  if (found !== undefined) return found;
  throw new Mistake(
    'NOT_FOUND',
    `库中没有病例号“${caseNo}”${region === undefined ? '' : `（地区 ${region}）`}，或该病例已作废。请核对病例号和地区。`,
    `No case “${caseNo}” is stored, or it is void. Check its number and region.`,
  );
}

function ambiguous(caseNo: string, institutions: number): Mistake {
  return new Mistake(
    'AMBIGUOUS',
    `有 ${institutions} 家机构的病例号是“${caseNo}”。请用 --institution 写明机构编码。`,
    `${institutions} institutions have a case “${caseNo}”. Name one with --institution.`,
  );
}

const INSURANCES = { EMPLOYEE: '职工', RESIDENT: '居民' } as const;

function head({ inpatientCase, group, grouping, ruleset, catalogue }: CaseScore): string {
  const { caseNo, institutionCode, insurance, admissionDate, dischargeDate, totalCost, principalDiagnosis, procedures } = inpatientCase;
  return list([
    ['病例', `${caseNo}（${INSURANCES[insurance]}）`],
    ['医疗机构', institutionCode],
    ['住院', `${admissionDate} 至 ${dischargeDate}`],
    ['诊断与操作', [principalDiagnosis, ...procedures].join('，')],
    ['总费用', `${grouped(printFixed(totalCost, 2))} 元`],
    ['病种', group === null ? '未入组' : `${group.code} ${group.name}`],
    ...(group === null && grouping !== null ? [['未入组原因', `${grouping.reason.zh} ${grouping.reason.en}`] as const] : []),
    ['规则集', `${ruleset.version}（${ruleset.scheme}${ruleset.status === 'DRAFT' ? '，草案' : ''}）${ruleset.title.zh}`],
    ['目录库', catalogue.catalogue.version],
  ]);
}

function candidatesText(candidates: CaseScore['candidates']): string {
  if (candidates.length === 0) return '';
  const columns = ['入组候选', '名称', '结果'].map((title) => ({ title }));
  return `${table(
    columns,
    candidates.map(({ group, chosen, reason }) => [group.code, group.name, chosen ? '选中' : reason.zh]),
  )}\n`;
}

/** How the case went through the DRG grouper, Chinese first; empty where the ruleset names none. */
function grouperText(grouping: CaseScore['grouping']): string {
  if (grouping === null || grouping.grouper === null) return '';
  const { reason, grouper } = grouping;
  const lines = findingWords(grouper);
  const both = [`  ${reason.zh}`, ...lines.map(({ zh }) => `  ${zh}`), '  ——', `  ${reason.en}`, ...lines.map(({ en }) => `  ${en}`)];
  return `分组过程\n${both.join('\n')}\n\n`;
}

function groupingJson({ outcome, reason, grouper }: NonNullable<CaseScore['grouping']>): Readonly<Record<string, unknown>> {
  if (grouper === null) return { grouping: { outcome, reason } };
  const { explanation, code, assigned } = grouper;
  const { mdc, adrg, drg, tried, complications, missing, blockedMain } = explanation;
  return {
    grouper: {
      ...{ outcome, reason, code, mdc: mdc?.code ?? null, adrg: adrg?.code ?? null, drg: drg?.code ?? null, blockedMain, assigned },
      tried: tried.map(({ node, ...rest }) => ({ code: node.code, name: node.name, ...rest })),
      complications,
      missing,
    },
  };
}

function candidateJson({ group, chosen, code, reason }: CaseScore['candidates'][number]): Readonly<Record<string, unknown>> {
  return { code: group.code, name: group.name, kind: group.kind, chosen, reasonCode: code, reason };
}

function tail(score: CaseScore): string {
  const { paymentFen } = score;
  return list([
    ['分值', score.printed('points') ?? ''],
    [
      '支付参考额',
      paymentFen === null ? '（点值未定）' : `${grouped(printFen(paymentFen))} 元（参考：分值×点值，未乘基金支付比例；应拨以结算单为准）`,
    ],
    ['复算标识', score.reproducibilityKey],
  ]);
}
