import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  DefinitionBody,
  type IChainable,
  LogLevel,
  StateMachine,
  Succeed,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { NextAct } from '../lambdas/contract/workflow.ts';
import { acknowledge } from './acknowledge.ts';
import { functionSpecs } from './functions.ts';
import { logGroup } from './log-group.ts';
import type { RelayContext } from './relay-context.ts';
import { addRetries } from './retries.ts';
import { type StepName, workflowRole } from './workflow-role.ts';

export interface WorkflowProps {
  readonly context: RelayContext;
  /** Known before the state machine is made, as functions that it invokes start its executions too. */
  readonly stateMachineName: string;
  readonly functions: Readonly<Record<StepName, IFunction>>;
}

/** Seconds that Step Functions waits beyond a function's timeout: room for a cold start. */
const startSeconds = 10;

const next = (act: NextAct): Condition => Condition.stringEquals('$.next', act);

/**
 * Two loops of one form: wait, act, choose. The state machine decides nothing: every step answers which step is next and
 * how many seconds to wait before it. Nothing is caught: a step that still fails after its retries fails the execution, and
 * the sweep starts another one.
 */
export class Workflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { context, stateMachineName, functions }: WorkflowProps) {
    super(scope, id);
    const role = workflowRole(this, context, functions);
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName,
      role: role.withoutPolicyUpdates(), // What CDK would add lets it invoke every version of the functions too.
      comment: 'Tracks a task to its end, archives its video, and delivers its event',
      definitionBody: DefinitionBody.fromChainable(this.#definition(functions)),
      logs: {
        // This prefix keeps the account's resource policy for logs below its 5,120 characters, whatever the number of state machines:
        // https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
        destination: logGroup(this, 'Logs', context, `/aws/vendedlogs/states/${stateMachineName}`),
        level: LogLevel.ERROR,
        includeExecutionData: false,
      },
      tracingEnabled: context.config.tracing,
    });
    this.stateMachine.node.addDependency(role); // And with it, on its policy.
    acknowledge(this.stateMachine, {
      SF1: 'Step Functions keeps the history of every execution for 90 days; a second copy would cost more than the work.',
      SF2: 'Tracing is an option: a trace of a task that waits for hours shows little.',
    });
  }

  #definition(functions: WorkflowProps['functions']): IChainable {
    const whatIsToBeDone = new Choice(this, 'What is to be done?');
    const queryTask = this.#act('Query task', 'query-task', functions);
    const isItFinished = new Choice(this, 'Is it finished?');
    const waitBeforeNextQuery = this.#wait('Wait before next query');
    const archiveVideo = this.#act('Archive video', 'archive-video', functions);
    const isItArchived = new Choice(this, 'Is it archived?');
    const waitBeforeGoingOn = this.#wait('Wait before going on');
    const recordOutcome = this.#act('Record outcome', 'record-outcome', functions);
    const isThereACallback = new Choice(this, 'Is there a callback?');
    const deliverCallback = this.#act('Deliver callback', 'deliver-callback', functions);
    const isItDelivered = new Choice(this, 'Is it delivered?');
    const waitForRedelivery = this.#wait('Wait for redelivery');
    const done = new Succeed(this, 'Done');

    const deliver = deliverCallback.next(
      isItDelivered.when(next('deliver'), waitForRedelivery.next(deliverCallback)).otherwise(done),
    );
    const record = recordOutcome.next(isThereACallback.when(next('deliver'), deliver).otherwise(done));
    const archive = archiveVideo.next(
      isItArchived
        .when(next('archive'), waitBeforeGoingOn.next(archiveVideo))
        .when(next('record'), record)
        .otherwise(done),
    );
    const query = queryTask.next(
      isItFinished
        .when(next('query'), waitBeforeNextQuery.next(queryTask))
        .when(next('archive'), archive)
        .when(next('record'), record)
        .when(next('deliver'), deliver)
        .otherwise(done),
    );
    return whatIsToBeDone.when(Condition.isPresent('$.delivery'), deliver).otherwise(query);
  }

  /** A step. Its function's answer replaces the whole state: it is all that the next step needs. */
  #act(stateName: string, name: StepName, functions: WorkflowProps['functions']): LambdaInvoke {
    const task = new LambdaInvoke(this, stateName, {
      lambdaFunction: functions[name],
      payloadResponseOnly: true,
      taskTimeout: Timeout.duration(Duration.seconds(functionSpecs[name].timeoutSeconds + startSeconds)),
      retryOnServiceExceptions: false, // Its span is too short: see addRetries.
    });
    addRetries(task);
    return task;
  }

  #wait(stateName: string): Wait {
    return new Wait(this, stateName, { time: WaitTime.secondsPath('$.waitSeconds') });
  }
}
