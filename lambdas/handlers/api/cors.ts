import type { APIGatewayProxyEvent } from 'aws-lambda';
import { header } from './request.ts';

const readable = 'ETag, Location, Retry-After';

/** Lets pages of the configured origins read the answer; nothing where none are configured. */
export const corsHeaders = (
  event: APIGatewayProxyEvent,
  origins: readonly string[],
): Record<string, string> => {
  if (origins.length === 0) return {};
  const any = origins.includes('*');
  const origin = header(event, 'origin');
  const allowed = any ? '*' : origin !== undefined && origins.includes(origin) ? origin : undefined;
  return {
    ...(any ? {} : { Vary: 'Origin' }),
    ...(allowed === undefined
      ? {}
      : { 'Access-Control-Allow-Origin': allowed, 'Access-Control-Expose-Headers': readable }),
  };
};
