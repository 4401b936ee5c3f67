import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  DefinitionBody,
  type IChainable,
  JsonPath,
  LogLevel,
  StateMachine,
  Succeed,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { ExecutionInput, NextAct, RecoveryInput, RecoveryStep } from '../lambdas/contract/workflow.ts';
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

const isGiven = (field: keyof ExecutionInput | keyof RecoveryInput): Condition =>
  Condition.isPresent(`$.${field}`);
const next = (act: NextAct | RecoveryStep['next']): Condition => Condition.stringEquals('$.next', act);

/**
 * Loops of one form: wait, act, choose. The state machine decides nothing: every step answers which step is next and how many
 * seconds to wait before it. Nothing is caught: a step that still fails after its retries fails the execution, and the sweep
 * starts another one.
 *
 * Every state that is entered costs money, so the usual way has few. No choice follows the first two polls, which seldom find a
 * task finished (if one does, the next ones pass that on at once); the answer to a task's creation counts as the first. And none
 * follows the first attempt at the callback: if the receiver does not take it then, an execution of the delivery's own waits and
 * tries again.
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
    const firstQuery = this.#act('First query', 'query-task', functions);
    const waitBeforeSecondQuery = this.#wait('Wait before second query');
    const secondQuery = this.#act('Second query', 'query-task', functions);
    const waitBeforeNextQuery = this.#wait('Wait before next query');
    const queryTask = this.#act('Query task', 'query-task', functions);
    const isItFinished = new Choice(this, 'Is it finished?');
    const archiveVideo = this.#act('Archive video', 'archive-video', functions, ['archive', 'deliver']);
    const isItArchived = new Choice(this, 'Is it archived?');
    const waitBeforeGoingOn = this.#wait('Wait before going on');
    const recordOutcome = this.#act('Record outcome', 'record-outcome', functions);
    const isThereACallback = new Choice(this, 'Is there a callback?');
    const deliverCallback = this.#act('Deliver callback', 'deliver-callback', functions, []);
    const waitForRedelivery = this.#wait('Wait for redelivery');
    const attemptDelivery = this.#act('Attempt delivery', 'deliver-callback', functions, ['deliver']);
    const isItDelivered = new Choice(this, 'Is it delivered?');
    const recoverDeliveries = this.#act('Recover deliveries', 'recover-deliveries', functions);
    const isAllRecovered = new Choice(this, 'Is all recovered?');
    const waitBeforeRecoveringMore = this.#wait('Wait before recovering more');
    const done = new Succeed(this, 'Done');

    const redeliver = waitForRedelivery.next(attemptDelivery);
    const attempt = attemptDelivery.next(
      isItDelivered.when(next('deliver'), waitForRedelivery).otherwise(done),
    );
    const record = recordOutcome.next(
      isThereACallback.when(next('deliver'), deliverCallback).otherwise(done),
    );
    const archive = archiveVideo.next(
      isItArchived
        .when(next('archive'), waitBeforeGoingOn.next(archiveVideo))
        .when(next('deliver'), deliverCallback)
        .when(next('record'), record)
        .otherwise(done),
    );
    const query = queryTask.next(
      isItFinished
        .when(next('query'), waitBeforeNextQuery)
        .when(next('archive'), archive)
        .when(next('record'), record)
        .when(next('deliver'), deliverCallback)
        .otherwise(done),
    );
    const recover = recoverDeliveries.next(
      isAllRecovered.when(next('recover'), waitBeforeRecoveringMore.next(recoverDeliveries)).otherwise(done),
    );
    const trackCreated = waitBeforeSecondQuery.next(secondQuery).next(waitBeforeNextQuery).next(query);
    const track = firstQuery.next(trackCreated);
    return whatIsToBeDone
      .when(Condition.and(isGiven('delivery'), isGiven('waitSeconds')), redeliver)
      .when(isGiven('delivery'), attempt)
      .when(isGiven('recovery'), recover)
      .when(isGiven('waitSeconds'), trackCreated)
      .otherwise(track);
  }

  /**
   * A step. Its function's answer replaces the whole state: it is all that the next step needs. `mayFollow` if a definition
   * before this one went on with other acts: the function serves the executions of both.
   */
  #act(
    stateName: string,
    name: StepName,
    functions: WorkflowProps['functions'],
    mayFollow?: readonly NextAct[],
  ): LambdaInvoke {
    const task = new LambdaInvoke(this, stateName, {
      lambdaFunction: functions[name],
      payloadResponseOnly: true,
      ...(mayFollow && { payload: TaskInput.fromObject({ input: JsonPath.entirePayload, mayFollow }) }),
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
