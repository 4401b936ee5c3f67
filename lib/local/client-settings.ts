import { region } from './identity.ts';

/** Credentials that no real AWS would take. */
export const credentials = { accessKeyId: 'LOCAL', secretAccessKey: 'local' } as const;

/** Settings of an SDK client that talks to a local service. */
export const clientSettings = (endpoint: string) => ({ region, endpoint, credentials });
