import { estimateSummary } from '../../../domain/polling/estimate-summary.ts';
import { estimateKeyOf, modelsOf } from '../../../domain/polling/owner-models.ts';
import { conditional } from '../conditional.ts';
import type { EstimateList } from '../estimates/estimates-schema.ts';
import type { Operation } from '../operation.ts';
import { timeOrNull } from '../views.ts';

/** Newest tasks whose models are looked for: one page of the owner's index. */
const tasksRead = 100;

/**
 * How long generation takes, for the models of the caller's own newest tasks. Times are learnt from all owners' tasks, as
 * `expectedAt` is; but a model's name may be private (an endpoint, a fine-tuned model), and nobody sees another owner's.
 */
export const listEstimates: Operation = async (request, { tasks, estimates }) => {
  const { owner, providers } = request;
  const newest = await tasks.list({ owner, limit: tasksRead });
  const body: EstimateList = {
    estimates: await Promise.all(
      modelsOf(newest.tasks, providers).map(async (model) => {
        const key = estimateKeyOf(model);
        const { tasksSeen, updatedAt, ...times } = estimateSummary(key, await estimates.of(key));
        const basis = tasksSeen === 0 ? 'prior' : 'learnt';
        return { ...model, basis, tasksSeen, ...times, updatedAt: timeOrNull(updatedAt) } as const;
      }),
    ),
  };
  return conditional(request, body);
};
