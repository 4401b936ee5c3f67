import type { Operation } from '../operation.ts';

/** The OpenAPI document, bundled as it was written, and loaded only here. */
export const getDocument: Operation = async () => {
  const { default: document } = await import('../../../../docs/openapi.json', { with: { type: 'json' } });
  return { status: 200, body: document };
};
