import { type ProblemName, problemMediaType, problems } from '../../../contract/problems.ts';
import { apiStage, type OperationId, type Route, routes } from '../../../contract/routes.ts';
import { callback, eventComponents, testCallback } from './callback.ts';
import { type BodyName, componentSchemas, ref } from './components.ts';
import { requestExamples } from './examples.ts';
import { answerHeaders, parameters } from './headers.ts';
import { type OperationText, operationTexts } from './operations.ts';

const json = 'application/json';

/** The OpenAPI 3.1 document: the table of routes, what is said of each, and the schemas. */
export const openApiDocument = (version: string): object => ({
  openapi: '3.1.0',
  info: {
    title: 'seedance-relay',
    version,
    summary: 'A push API for Seedance’s video tasks, on your own AWS account.',
    description:
      'Register a task and a callback URL, get one signed callback when the video is safe. Errors are problem details (RFC 9457) whose `type` is stable.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: `/${apiStage}`, description: 'Where this document came from' }],
  security: [{ apiKey: [] }, { iam: [] }],
  tags: [
    { name: 'Tasks', description: 'What is tracked.' },
    { name: 'Videos', description: 'The files, and their creation.' },
    { name: 'Callbacks', description: 'What was sent to you, and how to verify it.' },
    { name: 'About', description: 'The API itself.' },
  ],
  paths: paths(),
  webhooks: { event: callback, test: testCallback },
  components: {
    securitySchemes: {
      apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      iam: {
        type: 'apiKey',
        in: 'header',
        name: 'Authorization',
        description: 'AWS Signature Version 4, if the deployment has `apiAuth=iam`.',
      },
    },
    schemas: { ...componentSchemas(), ...eventComponents() },
    headers: answerHeaders,
  },
});

const paths = (): Record<string, Record<string, object>> => {
  const byPath: Record<string, Record<string, object>> = {};
  for (const [id, route] of Object.entries<Route>(routes)) {
    const item = byPath[route.path] ?? {};
    item[route.method.toLowerCase()] = operation(id as OperationId, route);
    byPath[route.path] = item;
  }
  return byPath;
};

const operation = (id: OperationId, route: Route): object => {
  const { tag, summary, description, request } = operationTexts[id];
  const parameters = parametersOf(id, route);
  const example = requestExamples[id];
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.open ? { security: [] } : {}),
    ...(request === undefined
      ? {}
      : { requestBody: { required: true, content: { [json]: { schema: anyOf(request), ...example } } } }),
    responses: { ...answersOf(operationTexts[id]), ...problemsOf(operationTexts[id].problems, route) },
  };
};

const parametersOf = (id: OperationId, { path, query = [], requiredHeaders = [] }: Route): object[] => {
  const names = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
    ...query,
    ...requiredHeaders,
    ...(304 in operationTexts[id].answers ? ['If-None-Match'] : []),
  ];
  const known: Readonly<Record<string, object>> = parameters;
  return names.map((name) => known[name] ?? {});
};

const anyOf = (names: readonly BodyName[]): object => {
  const refs = names.map(ref);
  return refs.length > 1 ? { oneOf: refs } : (refs[0] ?? {});
};

const answersOf = ({ answers }: OperationText): Record<string, object> =>
  Object.fromEntries(
    Object.entries(answers).map(([code, { description, body, mediaType = json, headers = [] }]) => [
      code,
      {
        description,
        ...(headers.length === 0
          ? {}
          : {
              headers: Object.fromEntries(
                headers.map((name) => [name, { $ref: `#/components/headers/${name}` }]),
              ),
            }),
        ...(code === '302' || code === '304'
          ? {}
          : { content: { [mediaType]: { schema: body ? anyOf(body) : schemaOf(mediaType) } } }),
      },
    ]),
  );

const schemaOf = (mediaType: string): object => ({ type: mediaType === json ? 'object' : 'string' });

/** Those of one status together; `default` stands for what may befall any request. */
const problemsOf = (own: readonly ProblemName[], { open }: Route): Record<string, object> => {
  const all: readonly ProblemName[] = open ? own : ['forbidden', ...own];
  const byStatus = Map.groupBy(all, (name) => problems[name].status);
  const content = { [problemMediaType]: { schema: ref('Problem') } };
  return {
    ...Object.fromEntries(
      [...byStatus].map(([code, names]) => [
        code,
        { description: names.map((name) => `\`${name}\`: ${problems[name].title}.`).join('\n\n'), content },
      ]),
    ),
    default: { description: 'Any other problem, such as `too-many-requests` or `internal-error`.', content },
  };
};
