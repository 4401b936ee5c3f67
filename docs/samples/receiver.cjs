// A receiver of callbacks in CommonJS: npm install standardwebhooks && SIGNING_SECRET=whsec_… node receiver.cjs
const { createServer } = require('node:http');
const { text } = require('node:stream/consumers');
const { Webhook } = require('standardwebhooks');

const webhook = new Webhook(process.env.SIGNING_SECRET); // whsec_…
// In production: a unique key in your database, written together with what `handle` writes.
const handled = new Set();

const handle = async ({ type, data }) => {
  console.log(type, data.taskId, data.video?.url ?? data.error);
};

const server = createServer(async (request, response) => {
  const body = await text(request);
  let event;
  try {
    // Checks the signature and that it is at most five minutes old. Give it the body as it came, unparsed.
    event = webhook.verify(body, request.headers);
  } catch {
    response.writeHead(401).end();
    return;
  }
  const id = request.headers['webhook-id'];
  try {
    if (!handled.has(id)) await handle(event);
    handled.add(id);
    response.writeHead(204).end();
  } catch {
    response.writeHead(500).end(); // The event is sent again later.
  }
});
server.listen(Number(process.env.PORT ?? 8080), () => console.log('listening on', server.address()));
