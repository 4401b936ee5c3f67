import * as v from 'valibot';
import { serviceTiers } from '../../../domain/task/task.ts';

const seconds = (share: number) =>
  v.pipe(v.number(), v.description(`Seconds within which ${share} % of tasks are finished.`));

/** How long generation takes, as the API answers it. */
export const estimateList = v.object({
  estimates: v.array(
    v.object({
      provider: v.string(),
      model: v.string(),
      serviceTier: v.picklist(serviceTiers),
      basis: v.pipe(
        v.picklist(['prior', 'learnt']),
        v.description(
          '`prior`: nothing was seen yet, and these are the times that the provider documents, or a guess if it documents none.',
        ),
      ),
      tasksSeen: v.pipe(
        v.number(),
        v.integer(),
        v.minValue(0),
        v.description('Finished tasks that it was learnt from: about the newest hundred.'),
      ),
      p5: seconds(5),
      p25: seconds(25),
      p50: seconds(50),
      p75: seconds(75),
      p95: seconds(95),
      updatedAt: v.pipe(
        v.nullable(v.pipe(v.string(), v.isoTimestamp())),
        v.description('When the newest of these tasks was seen, to the minute.'),
      ),
    }),
  ),
});
export type EstimateList = v.InferOutput<typeof estimateList>;
