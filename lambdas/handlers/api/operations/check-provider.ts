import { firstProvider } from '../../../contract/provider-definition.ts';
import type { ProviderAnswer } from '../../../domain/provider/provider.ts';
import type { ProviderCheckBody } from '../answer-schemas.ts';
import type { Operation } from '../operation.ts';
import { Problem } from '../problem.ts';
import { jsonBody, parseBody } from '../request.ts';
import { providerCheck } from '../schemas.ts';
import { timeOrNull } from '../views.ts';

/** Shows what is read in an answer of a provider that the caller pastes. Asks nobody, and records nothing. */
export const checkProvider: Operation = async ({ event }, { providers }) => {
  const name = event.pathParameters?.provider ?? '';
  if (!providers.names.includes(name)) {
    throw new Problem('provider-not-found', { detail: `It has ${providers.names.join(', ')}` });
  }
  const { status, body, taskId, result } = parseBody(providerCheck, jsonBody(event), () => []);
  const definition = await providers.definitionOf(name);
  // The other routes do not wait for the classifier to load.
  const { explain } = await import('../../../domain/provider/explain.ts');
  const { answer, asksForResult, read, notRead, shape } = explain(
    definition,
    definition.baseUrl ?? '',
    {
      httpStatus: status,
      body: textOf(body),
      ...(taskId !== undefined && { taskId }),
      ...(result && { result: { httpStatus: result.status, body: textOf(result.body) } }),
    },
    name === firstProvider ? undefined : definition,
  );
  const view: ProviderCheckBody = {
    provider: name,
    ...meaningOf(answer),
    asksForResult,
    read: read.map((each) => ({ ...each })),
    notRead: [...notRead],
    shape: shape ?? null,
  };
  return { status: 200, body: view };
};

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

const finals: readonly ProviderAnswer['kind'][] = ['completed', 'failed', 'cancelled', 'expired'];

type Meaning = Omit<ProviderCheckBody, 'provider' | 'asksForResult' | 'read' | 'notRead' | 'shape'>;

const meaningOf = (answer: ProviderAnswer): Meaning => {
  const said = 'reason' in answer && answer.kind !== 'unclear' ? answer : undefined;
  const known = answer.kind === 'unclear' || answer.kind === 'not_found' ? undefined : answer;
  return {
    answer:
      answer.kind === 'pending' ? answer.status : answer.kind === 'unclear' ? answer.reason : answer.kind,
    final: finals.includes(answer.kind),
    videoUrl: answer.kind === 'completed' ? answer.videoUrl : null,
    message: said?.message ?? null,
    providerCode: said?.providerCode ?? null,
    reason: said?.reason ?? null,
    model: known?.model ?? null,
    createdAt: timeOrNull(known?.createdAt),
  };
};
