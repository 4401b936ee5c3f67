import type { Properties } from '../assembly/template.ts';

/** What a method of the type MOCK answers, with no function behind it. */
export interface MockAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Further origins, which the template of the response lets through if the request is from one of them. */
  readonly origins: readonly string[];
}

/** Of the mapping templates it knows what CDK writes for preflights: `$origin == "https://..."`. */
export const mockAnswerOf = ({ IntegrationResponses }: Properties): MockAnswer => {
  const [first] = IntegrationResponses as readonly Properties[];
  const { StatusCode, ResponseParameters, ResponseTemplates } = first ?? {};
  const headers = Object.entries((ResponseParameters ?? {}) as Readonly<Record<string, string>>).map(
    ([name, value]) => [name.replace('method.response.header.', ''), value.replace(/^'(.*)'$/, '$1')],
  );
  const template = JSON.stringify(ResponseTemplates ?? '').replaceAll('\\"', '"');
  const origins = [...template.matchAll(/\$origin == "([^"]+)"/g)].map(([, origin]) => origin ?? '');
  return {
    status: Number(StatusCode),
    headers: Object.fromEntries(headers),
    origins: origins.filter((origin) => origin !== ''),
  };
};

/** The headers for a request from this origin. */
export const mockHeaders = (
  { headers, origins }: MockAnswer,
  origin: string | undefined,
): Readonly<Record<string, string>> =>
  origin !== undefined && origins.includes(origin)
    ? { ...headers, 'Access-Control-Allow-Origin': origin }
    : headers;
