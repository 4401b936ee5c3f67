import type { FaultVerdict, Service } from '../../cloud/endpoint/intercept.ts';

/** A way in which a call to a service goes wrong. */
export interface Fault {
  /** As the report names it. */
  readonly name: string;
  readonly verdict: Exclude<FaultVerdict, undefined>;
  /** The operations that it affects; all of the service's if absent. */
  readonly operations?: readonly string[];
}

const writes = ['PutItem', 'UpdateItem'] as const;
const uploads = ['PutObject', 'UploadPart'] as const;
const throttled = 'ProvisionedThroughputExceededException';

/** Every fault of every service: the kinds that real ones have shown, at each side of the effect. */
export const faultsOf: Readonly<Record<Service, readonly Fault[]>> = {
  lambda: [
    { name: 'function throttled', verdict: { fail: 'before', error: 'Lambda.TooManyRequestsException' } },
    { name: 'Lambda failed', verdict: { fail: 'before', error: 'Lambda.ServiceException' } },
    { name: 'function cut off from its caller', verdict: { drop: 'after' } },
    {
      name: 'function crashed before its effect',
      verdict: { fail: 'before', error: 'Runtime.ExitError', worker: 'dies' },
    },
    {
      name: 'function crashed after its effect',
      verdict: { fail: 'after', error: 'Runtime.ExitError', worker: 'dies' },
    },
    { name: 'function crashed at work', verdict: { crashAfterMillis: 15 } },
    { name: 'function timed out', verdict: { fail: 'after', error: 'Sandbox.Timedout', worker: 'dies' } },
    {
      name: 'function out of memory',
      verdict: { fail: 'before', error: 'Runtime.OutOfMemory', worker: 'dies' },
    },
  ],
  dynamodb: [
    { name: 'DynamoDB throttled', verdict: { fail: 'before', error: throttled, status: 400 } },
    { name: 'DynamoDB failed before the effect', verdict: { fail: 'before', error: 'InternalServerError' } },
    {
      name: 'DynamoDB failed after the write',
      verdict: { fail: 'after', error: 'InternalServerError' },
      operations: writes,
    },
    { name: 'DynamoDB connection cut before', verdict: { drop: 'before' } },
    { name: 'DynamoDB connection cut after the write', verdict: { drop: 'after' }, operations: writes },
    { name: 'DynamoDB answer cut midway', verdict: { drop: 'midway' } },
    { name: 'DynamoDB slow', verdict: { delayMillis: 300 } },
  ],
  s3: [
    { name: 'S3 busy (503)', verdict: { fail: 'before', error: 'SlowDown', status: 503 } },
    { name: 'S3 failed after the effect', verdict: { fail: 'after', error: 'InternalError' } },
    { name: 'S3 connection cut before', verdict: { drop: 'before' } },
    { name: 'S3 connection cut after the effect', verdict: { drop: 'after' } },
    { name: 'S3 connection cut in mid-part', verdict: { drop: 'midway' }, operations: uploads },
  ],
  secretsmanager: [
    { name: 'Secrets Manager failed', verdict: { fail: 'before', error: 'InternalServiceError' } },
    {
      name: 'Secrets Manager throttled',
      verdict: { fail: 'before', error: 'ThrottlingException', status: 400 },
    },
    { name: 'Secrets Manager connection cut', verdict: { drop: 'midway' } },
  ],
  states: [
    {
      name: 'StartExecution failed before',
      verdict: { fail: 'before', error: 'InternalServerException' },
      operations: ['StartExecution'],
    },
    {
      name: 'StartExecution failed after it took effect',
      verdict: { fail: 'after', error: 'InternalServerException' },
      operations: ['StartExecution'],
    },
    {
      name: 'StartExecution throttled',
      verdict: { fail: 'before', error: 'ThrottlingException', status: 400 },
      operations: ['StartExecution'],
    },
    { name: 'Step Functions connection cut', verdict: { drop: 'after' } },
  ],
  events: [
    {
      name: 'EventBridge failed before',
      verdict: { fail: 'before', error: 'InternalException', status: 500 },
    },
    { name: 'EventBridge throttled', verdict: { fail: 'before', error: 'ThrottlingException', status: 400 } },
    { name: 'EventBridge connection cut after', verdict: { drop: 'after' } },
  ],
  apigateway: [
    {
      name: 'gateway failed before',
      verdict: { fail: 'before', error: 'ServiceUnavailableException', status: 503 },
    },
    { name: 'gateway connection cut after', verdict: { drop: 'after' } },
  ],
};
