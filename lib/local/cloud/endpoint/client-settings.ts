import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { region } from '../assembly/identity.ts';

/** Signs every request to a local service. Random, so that no other program or web page can make one. */
export const secretAccessKey = randomBytes(30).toString('base64url');

/** Credentials of the functions, which no real AWS would take. */
export const credentials = { accessKeyId: 'LOCAL', secretAccessKey } as const;
/** Of the local cloud's own clients, which are exempt from fault injection. */
const operator = { accessKeyId: 'OPERATOR', secretAccessKey } as const;

/** Settings of an SDK client that talks to a local service as a function does. */
export const clientSettings = (endpoint: string) => ({ region, endpoint, credentials });

/** The same for a client whose requests are never broken on purpose. */
export const operatorSettings = (endpoint: string) => ({ region, endpoint, credentials: operator });

/** The access key id that a request, or a presigned link, was signed with. */
export const signerOf = ({ headers, url }: IncomingMessage): string | undefined =>
  /Credential=([^/,%\s]+)(\/|%2F)/.exec(`${headers.authorization ?? ''} ${url ?? ''}`)?.[1];

export const isOperator = (request: IncomingMessage): boolean =>
  request.headers.authorization?.includes(`Credential=${operator.accessKeyId}/`) ?? false;
