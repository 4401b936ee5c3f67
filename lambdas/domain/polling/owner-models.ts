import { firstProvider } from '../../contract/provider-definition.ts';
import { type ServiceTier, serviceTiers, type Task } from '../task/task.ts';
import type { EstimateKey } from './estimate-store.ts';

/** An estimate costs up to 15 ms and five items read: an answer has at most twice as many of them as this. */
const maxModels = 10;

/** What an owner may ask estimates for. `provider` is a name in any case, unlike in the key. */
export interface OwnerModel {
  readonly provider: string;
  readonly model: string;
  readonly serviceTier: ServiceTier;
}

/**
 * The models of these tasks, in their order, each with its tiers; `names` are the deployment's providers, the default first. Models of
 * the provider that has both tiers come with both, since people are to choose between them.
 */
export const modelsOf = (
  tasks: readonly Pick<Task, 'taskId' | 'model' | 'serviceTier'>[],
  names: readonly string[],
): readonly OwnerModel[] => {
  const found = new Map<string, { provider: string; model: string; tiers: Set<ServiceTier> }>();
  for (const { taskId, model, serviceTier } of tasks) {
    if (model === undefined) continue;
    const provider = names.find((name) => taskId.startsWith(`${name}:`)) ?? names[0] ?? firstProvider;
    const name = `${provider}:${model.toLowerCase()}`;
    const known = found.get(name);
    if (known) known.tiers.add(serviceTier);
    else if (found.size < maxModels) found.set(name, { provider, model, tiers: new Set([serviceTier]) });
  }
  return [...found.values()].flatMap(({ provider, model, tiers }) =>
    serviceTiers
      .filter((tier) => provider === firstProvider || tiers.has(tier))
      .map((serviceTier) => ({ provider, model, serviceTier })),
  );
};

export const estimateKeyOf = ({ provider, ...key }: OwnerModel): EstimateKey => ({
  ...key,
  ...(provider !== firstProvider && { provider }),
});
