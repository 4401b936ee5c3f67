import type { Telemetry } from '../adapters/runtime/telemetry.ts';
import type { OperatorDetail, OperatorEventType } from '../contract/bus-event.ts';
import type { OperatorEvents } from '../domain/bus/operator-events.ts';

export interface OperatorDeps {
  /** Absent: there is no bus. */
  readonly operator?: OperatorEvents;
  readonly telemetry: Telemetry;
}

/** Puts an operators' event on the bus, if there is one. The log says if the bus did not take it. */
export const tellOperator = async (
  { operator, telemetry }: OperatorDeps,
  type: OperatorEventType,
  data: OperatorDetail['data'],
): Promise<void> => {
  const failure = await operator?.tell(type, data);
  if (failure !== undefined) telemetry.log('warn', 'operatorNotTold', { ...data, failure });
};
