import { type ILogGroup, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type FunctionName, functionNames } from '../../lambdas/contract/functions.ts';

interface LogQuery {
  readonly of: readonly FunctionName[];
  readonly filter: string;
  readonly fields?: readonly string[];
  readonly stats?: string;
}

const about = ['@timestamp', 'service', 'message_id', 'owner', 'taskId'];

/** What an operator looks for at night, by the name it has in CloudWatch Logs Insights. */
export const logQueries: Readonly<Record<string, LogQuery>> = {
  'All about one task': {
    of: functionNames,
    filter: 'taskId = "PUT THE TASK ID HERE"',
    fields: [...about, 'restart', 'delivery', 'next', 'waitSeconds', 'answer', 'status', 'failure', 'reason'],
  },
  'Errors by message': {
    of: functionNames,
    filter: 'level = "ERROR" or @message like /Task timed out|Runtime exited/',
    stats: 'count(*) as times, latest(@timestamp) as last by service, message_id, error.name',
  },
  'Videos not copied': {
    of: ['archive-video', 'sweep-overdue'],
    filter: 'message_id in ["videoNotArchived", "videoGivenUp", "trackingGivenUp"]',
    fields: [...about, 'reason', 'bytesUp', 'waitSeconds'],
  },
  'Slow and failing receivers': {
    of: ['deliver-callback'],
    filter: 'message_id = "callbackAttempted"',
    stats:
      'count(*) as attempts, sum(ispresent(failure)) as failed, pct(milliseconds, 95) as p95, max(milliseconds) as slowest by owner, address',
  },
  'What the sweep did, with the oldest leases': {
    of: ['sweep-overdue'],
    filter: 'message_id in ["leaseOverdue", "trackingGivenUp", "restartFailed"]',
    fields: [...about, 'restart', 'strikes', 'delivery', 'error.message'],
  },
  'Answers of the provider': {
    of: ['query-task'],
    filter: 'message_id = "taskAsked"',
    stats: 'count(*) as polls by answer, bin(5m)',
  },
};

/** Saves the queries in a folder of this name. They cost nothing until they are run. */
export const addLogQueries = (
  scope: Construct,
  folder: string,
  logGroups: Readonly<Record<FunctionName, ILogGroup>>,
): void => {
  for (const [name, { of, filter, fields = ['@timestamp'], stats }] of Object.entries(logQueries)) {
    new QueryDefinition(scope, `Query${name.replaceAll(/[^A-Za-z]/g, '')}`, {
      queryDefinitionName: `${folder}/${name}`,
      logGroups: of.map((one) => logGroups[one]),
      queryString: new QueryString(
        stats === undefined
          ? { fields: [...fields], filterStatements: [filter], sort: '@timestamp desc', limit: 200 }
          : { filterStatements: [filter], statsStatements: [stats] },
      ),
    });
  }
};
