import type { runActsZh, statementConsentsZh } from '../zh/run-acts.ts';

/** Texts of what is done with a calculated run. */
export const runActsEn: typeof runActsZh = {
  actDone: (act: string) => `Done: ${act}`,
  answerObjection: 'Answer',
  answerSays:
    'An objection is answered once, and the institution sees it. Where it is right, correct and clear again, or a later period corrects it by the difference.',
  answerText: 'What the institution is told',
  answerWas: (answer: string) => `Answer: ${answer}`,
  because: (reason: string) => `Reason: ${reason}`,
  cancelAct: 'Cancel',
  chooseInstitutions: (count: number) => `Choose institutions that have not confirmed (${count})`,
  confirmRun: 'Confirm the run',
  confirmSays:
    'A confirmed run closes its period for good, and is booked in the ledger. Somebody else than who started it confirms, having looked into everything that stands out, once the institutions have been heard as the ruleset says.',
  doIt: (act: string) => `${act} now`,
  institutionOf: (code: string, name: string) => `${code} ${name}`,
  institutions: 'Statements of the institutions',
  lastDay: 'Last day for objections (left out: by the working days that the ruleset states; where it states none, it is needed)',
  noObjections: 'No objections',
  notAnswered: 'Not answered',
  notSilent: 'Silence does not consent: each institution has to confirm.',
  objections: 'Objections and answers',
  onPaper: (paper: string) => `recorded by the agency on paper: ${paper}`,
  outcome: 'Outcome',
  outcomes: { ACCEPTED: 'Right: correct and clear again', NEXT_PERIOD: 'Right: corrected in a later period', REJECTED: 'Not right' },
  paper: "The institution's paper",
  paperConsents: 'Record confirmations on paper',
  paperConsentsSays:
    'Institutions that confirmed on paper are recorded by the agency, with that paper; they see that it was recorded for them.',
  publishedAs: (name, lastDay) => `${name}, objections until ${lastDay}`,
  publishRun: 'Publish',
  publishSays: 'From then on each institution sees its own statement, and may object until the last day.',
  reason: 'Reason',
  saidBy: (name: string, at: string) => `${name}, ${at}`,
  sawStandsOut: (count: number) => `I have looked into all ${count} that stand out`,
  silent: 'Silence beyond the last day consents.',
  stageSays: {
    CALCULATED: 'Calculated: publish it, hear the institutions, then somebody else confirms it.',
    CONFIRMED: 'Confirmed: its period is closed.',
    PAID: 'Paid: its period is closed.',
    TRIAL:
      "A trial: cases could not be scored, or money rests on assumptions. It can't be published or confirmed; mend these and start again.",
  },
  startedByYou: (name: string, act: string) =>
    `You (${name}) started this run: somebody else in finance confirms it, so "${act}" is not offered here.`,
};

/** Where an institution stands on its statement. */
export const statementConsentsEn: typeof statementConsentsZh = {
  CONFIRMED: 'Confirmed',
  OBJECTED: 'Objects',
  ON_BEHALF: 'Recorded for it',
  SILENT: 'Consents by silence',
  WAITING: 'Nothing yet',
};
