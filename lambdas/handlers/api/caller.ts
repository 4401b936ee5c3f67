import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Problem } from './problem.ts';

export type ApiAuth = 'apiKey' | 'iam';

/**
 * Who sent a request: the API key's id, or the unique id of the IAM principal. A role's sessions (`AROA…:name`) are
 * one caller, so that a client may assume the role again. Throws a Problem if the gateway names no caller.
 */
export const callerOf = ({ requestContext }: APIGatewayProxyEvent, auth: ApiAuth): string => {
  const { apiKeyId, caller } = requestContext.identity;
  const callerId = auth === 'apiKey' ? apiKeyId : caller?.startsWith('AROA') ? caller.split(':')[0] : caller;
  if (!callerId) throw new Problem('unauthenticated');
  return callerId;
};
