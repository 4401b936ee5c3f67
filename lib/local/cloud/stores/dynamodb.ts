import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { Assembly, Deployed } from '../assembly/assembly.ts';
import type { Properties } from '../assembly/template.ts';
import type { LocalClock } from '../clock/clock.ts';
import { answerJsonError, readJsonRequest } from '../endpoint/aws-json.ts';
import { operatorSettings } from '../endpoint/client-settings.ts';
import { type Endpoint, listen } from '../endpoint/endpoint.ts';
import { carryOut, faultFor } from '../endpoint/fault-injection.ts';
import type { Intercept } from '../endpoint/intercept.ts';
import { closeIterators } from './closed-iterators.ts';

export interface LocalDynamoDb extends Endpoint {
  readonly client: DynamoDBClient;
}

/** The table's own properties, less what dynalite lacks: it bills nothing, expires nothing and streams nothing. */
const tableInput = (table: Deployed, properties: Properties): CreateTableCommandInput => {
  const indexes = (properties.GlobalSecondaryIndexes ?? []) as unknown as readonly Properties[];
  const input = {
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: properties.AttributeDefinitions,
    KeySchema: properties.KeySchema,
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
    }),
  };
  return input as unknown as CreateTableCommandInput;
};

/** Calls `done` when a response ends, even if the client is gone. */
const ended = (response: ServerResponse, done: () => void): ServerResponse => {
  const end = response.end.bind(response) as (...content: unknown[]) => ServerResponse;
  response.end = ((...content: unknown[]) => {
    done();
    return end(...content);
  }) as typeof response.end;
  return response;
};

/** DynamoDB on dynalite, in memory or, with `path`, on disk. Tables that are there already stay. */
export const startDynamoDb = async (
  assembly: Assembly,
  settings: { readonly clock: LocalClock; readonly intercept: Intercept; readonly path?: string },
): Promise<LocalDynamoDb> => {
  closeIterators();
  const server = dynalite({ createTableMs: 0, ...(settings.path !== undefined && { path: settings.path }) });
  const [serve] = server.listeners('request') as RequestListener[];
  const open = new Set<ServerResponse>();
  let closing = false;
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const read = await readJsonRequest(request, response);
    if (!read) return;
    const { operation, parameters, body } = read;
    const { method, url, headers } = request;
    // The body has been read already: dynalite gets it as a new stream.
    const again = Object.assign(Readable.from([body]), {
      method,
      url,
      headers,
    }) as unknown as IncomingMessage;
    const resource = String(parameters.TableName ?? '');
    const verdict = await faultFor(settings.intercept, request, {
      service: 'dynamodb',
      operation,
      resource,
      request: parameters,
    });
    await carryOut(
      verdict,
      request,
      response,
      (to) => {
        // A delayed request may arrive after the database is closed.
        if (closing) return void request.socket.destroy();
        open.add(ended(to, () => open.delete(to)));
        serve?.(again, to);
      },
      (to, failure) => answerJsonError(request, to, failure),
    );
  };
  server.removeAllListeners('request');
  const endpoint = await listen(handle, settings.clock, 0, server);
  const client = new DynamoDBClient(operatorSettings(endpoint.url));
  for (const table of assembly.all('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable')) {
    const properties = assembly.resolve(table.properties) as Properties;
    await client.send(new CreateTableCommand(tableInput(table, properties))).catch((error: Error) => {
      if (error.name !== 'ResourceInUseException') throw error;
    });
  }
  return {
    ...endpoint,
    client,
    close: async () => {
      client.destroy();
      closing = true;
      // dynalite finishes what it has begun, and throws if its database is closed meanwhile.
      for (let waited = 0; open.size > 0 && waited < 10_000; waited += 10) await delay(10);
      await endpoint.close();
    },
  };
};
