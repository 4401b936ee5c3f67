import type { RelayApi } from './relay-api.ts';

/** What this deployment's API can do: some routes and filters are younger than others, or switched off. */
export interface Features {
  has(method: string, path: string): boolean;
  takes(method: string, path: string, parameter: string): boolean;
}

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly parameters?: readonly { readonly name: string }[] }>>>
  >;
}

export const noFeatures: Features = { has: () => false, takes: () => false };

/** Read from the OpenAPI document. */
export const featuresOf = async (api: RelayApi): Promise<Features> => {
  const { paths } = await api.get<Document>('/openapi.json');
  const operation = (method: string, path: string) => paths[path]?.[method.toLowerCase()];
  return {
    has: (method, path) => operation(method, path) !== undefined,
    takes: (method, path, parameter) =>
      operation(method, path)?.parameters?.some(({ name }) => name === parameter) ?? false,
  };
};
