import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import type { VideoEvent } from 'seedance-relay/receiver';
import { Webhook } from 'standardwebhooks';

/**
 * A receiver of callbacks. `secret` is your `whsec_…`; `handle` gets each event once. If it throws, the event is sent again
 * later. Run it with `npm install standardwebhooks` and `SIGNING_SECRET=whsec_… node receiver.ts` (Node 24).
 */
export const receiver = (secret: string, handle: (event: VideoEvent) => Promise<void>): Server => {
  const webhook = new Webhook(secret);
  // In production: a unique key in your database, written together with what `handle` writes.
  const handled = new Set<string>();

  return createServer(async (request, response) => {
    const body = await text(request);
    let event: VideoEvent;
    try {
      // Checks the signature and that it is at most five minutes old. Give it the body as it came, unparsed.
      event = webhook.verify(body, request.headers as Record<string, string>) as VideoEvent;
    } catch {
      response.writeHead(401).end();
      return;
    }
    const id = String(request.headers['webhook-id']);
    try {
      if (!handled.has(id)) await handle(event);
      handled.add(id);
      response.writeHead(204).end();
    } catch {
      response.writeHead(500).end();
    }
  });
};

if (process.argv[1] === import.meta.filename) {
  const { SIGNING_SECRET = '', PORT = '8080' } = process.env;
  const server = receiver(SIGNING_SECRET, async ({ type, data }) => {
    console.log(type, data.taskId, data.video?.url ?? data.error);
  });
  server.listen(Number(PORT), () => console.log('listening on', server.address()));
}
