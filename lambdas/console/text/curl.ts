import type { CallbackBody } from '../../handlers/api/answer-schemas.ts';
import type { Sent } from '../data/relay-api.ts';

/** As a POSIX shell takes it for one word, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The request as a line for a shell. The key stays out of it: the line may be shown to others. */
export const curlLine = (baseUrl: string, { method, path, body }: Sent): string =>
  [
    `curl -sS${method === 'GET' ? '' : ` -X ${method}`} ${quoted(`${baseUrl}${path}`)}`,
    `-H "x-api-key: $API_KEY"`,
    ...(body === undefined
      ? []
      : [`-H 'content-type: application/json'`, `-d ${quoted(JSON.stringify(body))}`]),
  ].join(' \\\n  ');

/** The request that a receiver gets, signatures included. A task may have none. */
export const curlCallback = ({ url, headers, body }: CallbackBody): string =>
  [
    `curl -sS -i ${url === null ? '"$RECEIVER"' : quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    `-d ${quoted(body)}`,
  ].join(' \\\n  ');
