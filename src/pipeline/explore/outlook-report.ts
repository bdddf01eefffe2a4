/** Outlooks as programs read them. */
import type { Pipeline } from '../pipeline.js';
import type { SemanticsName } from '../processing/semantics.js';
import { type Answer, outlookOf } from './outlook.js';
import { QUESTIONS, type Question } from './question.js';
import type { TraceEvent } from './trace.js';

export interface ReportedAnswer {
  readonly answer: Answer;
  /** Events that lead there; only with yes, and only when they were asked for. */
  readonly trace?: readonly TraceEvent[];
}

/** For each job the answer to each question. */
export type OutlookReport = Readonly<Record<string, Readonly<Record<Question, ReportedAnswer>>>>;

export function reportOutlook(pipeline: Pipeline, semantics: SemanticsName, traces: boolean): OutlookReport {
  const outlook = outlookOf(pipeline, semantics);
  const reportAnswer = (job: string, question: Question): ReportedAnswer => {
    const trace = traces ? outlook.trace(job, question) : null;
    return { answer: outlook.answer(job, question), ...(trace === null ? {} : { trace }) };
  };
  return Object.fromEntries(
    pipeline.jobs.map(({ name }) => {
      const answers = QUESTIONS.map(question => [question, reportAnswer(name, question)] as const);
      // Object.fromEntries forgets which keys there are.
      return [name, Object.fromEntries(answers) as Record<Question, ReportedAnswer>];
    }),
  );
}
