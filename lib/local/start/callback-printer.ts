import type { LocalClock } from '../cloud/clock/clock.ts';
import type { Endpoint } from '../cloud/endpoint/endpoint.ts';
import { listen, readBody } from '../cloud/endpoint/endpoint.ts';

/** Accepts callbacks at `/callback` and prints them. */
export const startCallbackPrinter = (
  clock: LocalClock,
  port: number | undefined,
  print: (text: string) => void,
): Promise<Endpoint> =>
  listen(
    async (request, response) => {
      const body = (await readBody(request)).toString();
      print(`callback  webhook-id=${request.headers['webhook-id']}  ${body}`);
      response.end();
    },
    clock,
    port,
  );
