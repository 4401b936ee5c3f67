import type { Assembly } from '../assembly/assembly.ts';
import type { Properties } from '../assembly/template.ts';
import { type MockAnswer, mockAnswerOf } from './mock-answer.ts';

/** A method of the REST API, with what it leads to: a function, or an answer of the gateway's own. */
export interface GatewayRoute {
  readonly method: string;
  /** As in the template: `/tasks/{taskId}`. */
  readonly resource: string;
  readonly segments: readonly string[];
  readonly target: { readonly functionArn: string } | { readonly mock: MockAnswer };
  readonly apiKeyRequired: boolean;
  readonly iam: boolean;
}

export interface Match {
  readonly route: GatewayRoute;
  /** As they stand in the path: a REST API hands them on still percent-encoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

const functionArn = (uri: string): string | undefined =>
  /functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1];

/** Where a resource lies. The root's id is no resource of the template. */
const pathsOf = (assembly: Assembly): ReadonlyMap<string, string> => {
  const resources = new Map(
    assembly.all('AWS::ApiGateway::Resource').map(({ id, properties }) => {
      const { ParentId, PathPart } = assembly.resolve(properties) as Properties;
      return [id, { parent: String(ParentId), part: String(PathPart) }];
    }),
  );
  const pathOf = (id: string): string => {
    const found = resources.get(id);
    return found ? `${pathOf(found.parent)}/${found.part}` : '';
  };
  return new Map([...resources.keys()].map((id) => [id, pathOf(id)]));
};

export const routesOf = (assembly: Assembly): readonly GatewayRoute[] => {
  const paths = pathsOf(assembly);
  return assembly.all('AWS::ApiGateway::Method').flatMap(({ id, properties }) => {
    const { ResourceId, HttpMethod, ApiKeyRequired, AuthorizationType, Integration } = assembly.resolve(
      properties,
    ) as Properties;
    const { Type, Uri } = Integration as Properties;
    const arn = functionArn(String(Uri));
    const target =
      Type === 'MOCK'
        ? { mock: mockAnswerOf(Integration as Properties) }
        : Type === 'AWS_PROXY' && arn !== undefined
          ? { functionArn: arn }
          : undefined;
    if (target === undefined) throw new Error(`${id} leads neither to a function nor to a fixed answer`);
    const resource = paths.get(String(ResourceId)) || '/';
    return [
      {
        method: String(HttpMethod),
        resource,
        segments: resource.split('/').slice(1),
        target,
        apiKeyRequired: ApiKeyRequired === true,
        iam: AuthorizationType === 'AWS_IAM',
      },
    ];
  });
};

const parameterName = (segment: string): string | undefined => /^\{(\w+)\+?\}$/.exec(segment)?.[1];
const isGreedy = (segment: string | undefined): boolean => segment?.endsWith('+}') ?? false;

const matchSegments = (segments: readonly string[], given: readonly string[]) => {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const value = given[index];
    if (value === undefined || value === '') return undefined;
    const name = parameterName(segment);
    if (name === undefined) {
      if (segment !== value) return undefined;
    } else parameters[name] = isGreedy(segment) ? given.slice(index).join('/') : value;
  }
  return isGreedy(segments.at(-1)) || segments.length === given.length ? parameters : undefined;
};

/** Fixed segments win over parameters, and those over a greedy one. */
const weight = ({ segments }: GatewayRoute): string =>
  segments.map((segment) => (isGreedy(segment) ? 2 : parameterName(segment) === undefined ? 0 : 1)).join('');

/** The method that a path below the stage leads to. */
export const findRoute = (
  routes: readonly GatewayRoute[],
  method: string,
  path: string,
): Match | undefined => {
  const given = path.split('/').slice(1);
  if (given.at(-1) === '' && given.length > 1) given.pop();
  const matches = routes.flatMap((route) => {
    const parameters = [method, 'ANY'].includes(route.method)
      ? matchSegments(route.segments, given)
      : undefined;
    return parameters ? [{ route, parameters }] : [];
  });
  return matches.sort((a, b) => weight(a.route).localeCompare(weight(b.route)))[0];
};
