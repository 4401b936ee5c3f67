import type { LocalClock } from '../cloud/clock/clock.ts';
import type { Endpoint } from '../cloud/endpoint/endpoint.ts';
import { listen, readBody } from '../cloud/endpoint/endpoint.ts';

/** A callback as one line, or with its body over several lines for people. */
export const callbackText = (eventId: string, body: string, isTerminal: boolean): string =>
  bodyText(`callback  webhook-id=${eventId}`, body, isTerminal);

/** A line with a body behind it, or below it over several lines for people. */
export const bodyText = (line: string, body: string, isTerminal: boolean): string => {
  if (!isTerminal) return `${line}  ${body}`;
  try {
    return `${line}\n${JSON.stringify(JSON.parse(body), null, 2)}`;
  } catch {
    return `${line}  ${body}`;
  }
};

/** Accepts callbacks at `/callback` and prints them. */
export const startCallbackPrinter = (
  clock: LocalClock,
  port: number | undefined,
  print: (eventId: string, body: string) => void,
): Promise<Endpoint> =>
  listen(
    async (request, response) => {
      const body = (await readBody(request)).toString();
      print(String(request.headers['webhook-id']), body);
      response.end();
    },
    clock,
    port,
  );
