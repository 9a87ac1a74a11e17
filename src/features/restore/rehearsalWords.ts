import type { RestorePlan } from '../../core/restore.ts';

/** Whether a plan cannot be done as asked, so that what it says must not be a promise; that there is nothing to do is no such thing. */
export const isRefused = ({ refusals }: Pick<RestorePlan, 'refusals'>) =>
  refusals.some(({ code }) => code !== 'nothing');
