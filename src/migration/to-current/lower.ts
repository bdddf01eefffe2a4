/** The nearest thing that today's syntax can say to what the proposed one says, and what is lost on the way. */
import { quote } from '../../linter/message.js';
import type { ControlForm } from '../to-proposed/control.js';

/** What the proposed syntax can say of a job, and today's cannot. */
export type Loss =
  | 'manual-after-failure'
  | 'manual-always'
  | 'delayed-after-failure'
  | 'delayed-always'
  | 'strict-optional'
  | 'exit-codes-optional'
  | 'lenient-blocker';

export interface Lowered {
  readonly form: ControlForm;
  readonly losses: readonly Loss[];
}

/**
 * The nearest form never starts anything by itself that somebody should start, never lets pass what should hold, and never fails
 * what should not.
 */
export function lower(form: ControlForm): Lowered {
  if (!form.included) return { form, losses: [] };
  switch (form.execution) {
    case 'automatic':
      return { form, losses: [] };
    case 'delayed':
      return {
        form: { ...form, when: 'on_success' },
        losses:
          form.when === 'on_success'
            ? []
            : [form.when === 'always' ? 'delayed-always' : 'delayed-after-failure'],
      };
    case 'manual':
      return lowerManual(form);
  }
}

/** Today `allow_failure` decides whether a manual job holds the pipeline. */
function lowerManual(form: ControlForm): Lowered {
  const losses: Loss[] = [];
  if (form.when === 'on_failure') losses.push('manual-after-failure');
  if (form.when === 'always') losses.push('manual-always');
  const { blocker, allowFailure } = form;
  if (blocker && allowFailure === true) losses.push('lenient-blocker');
  if (!blocker && allowFailure === false) losses.push('strict-optional');
  if (!blocker && typeof allowFailure === 'object') losses.push('exit-codes-optional');
  const kept = blocker ? allowFailure !== true && allowFailure : true;
  return { form: { ...form, when: 'on_success', allowFailure: kept }, losses };
}

export const LOSS_TEXT: Readonly<Record<Loss, (job: string) => string>> = {
  'manual-after-failure': job =>
    `${quote(job)} should be there after a failure only, for somebody to play (H6); today a job is manual or waits for a failure. It becomes \`when: manual\`: it is there when all went well, and skipped after a failure. Nearer is a second job with \`when: on_failure\` that does nothing, and \`needs\` it.`,
  'manual-always': job =>
    `${quote(job)} should be there for somebody to play whatever happened before; today a manual job is skipped after a failure. It becomes \`when: manual\`. With \`needs: []\` it would be there from the beginning.`,
  'delayed-after-failure': job =>
    `${quote(job)} should wait its delay after a failure; today a delayed job is skipped then. It becomes \`when: delayed\`. Nearer is \`when: on_failure\` with a \`sleep\` in its script.`,
  'delayed-always': job =>
    `${quote(job)} should wait its delay whatever happened before; today a delayed job is skipped after a failure. It becomes \`when: delayed\`.`,
  'strict-optional': job =>
    `${quote(job)} should block nobody and fail the pipeline if it is played and fails (H7); today a manual job that may not fail blocks. It becomes \`allow_failure: true\`: its failure is a warning.`,
  'exit-codes-optional': job =>
    `${quote(job)} should block nobody and may fail with some exit codes only; today a manual job with \`exit_codes\` blocks. It becomes \`allow_failure: true\`: every failure of it is a warning.`,
  'lenient-blocker': job =>
    `${quote(job)} should hold the pipeline and may fail once it is played; today a job that may fail holds nothing. It becomes \`allow_failure: false\`: it holds, and its failure fails the pipeline. With \`allow_failure: {exit_codes: [1]}\` a failure with exit code 1 would be a warning.`,
};
