import type { Assembly } from '../assembly/assembly.ts';
import { account, region } from '../assembly/identity.ts';
import type { Json, Properties } from '../assembly/template.ts';
import type { LocalClock } from '../clock/clock.ts';

const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** The milliseconds of `rate(5 minutes)`. */
export const rateMillis = (expression: string): number => {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count === undefined) throw new Error(`The local cloud knows rates only, not "${expression}"`);
  return Number(count) * (units[unit ?? ''] ?? 0);
};

interface Target {
  readonly Arn: string;
  readonly Input?: string;
}

/**
 * EventBridge's rules on a schedule. On AWS a run may overlap the one before; here a turn is left out while the last one
 * runs, as a fast clock would otherwise pile them up.
 */
export const startSchedules = (
  assembly: Assembly,
  settings: {
    readonly clock: LocalClock;
    readonly invoke: (functionArn: string, event: Json) => Promise<unknown>;
  },
): { close(): void } => {
  const ending = new AbortController();
  for (const { id, arn, properties } of assembly.all('AWS::Events::Rule')) {
    const { ScheduleExpression, State, Targets } = assembly.resolve(properties) as Properties;
    if (State === 'DISABLED' || typeof ScheduleExpression !== 'string') continue;
    const every = rateMillis(ScheduleExpression);
    const targets = (Targets ?? []) as unknown as readonly Target[];
    const event = (): Json => ({
      version: '0',
      id: crypto.randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account,
      time: new Date(settings.clock.now()).toISOString(),
      region,
      resources: [arn],
      detail: {},
    });
    const run = async () => {
      while (true) {
        await settings.clock.sleep(every, ending.signal);
        if (ending.signal.aborted) return;
        const invoked = targets.map(({ Arn, Input }) =>
          settings.invoke(Arn, Input === undefined ? event() : (JSON.parse(Input) as Json)),
        );
        // The function's log shows a failed run; the next run comes anyway.
        await Promise.allSettled(invoked);
      }
    };
    void run().catch((error: unknown) => {
      throw new Error(`The schedule ${id} ended`, { cause: error });
    });
  }
  return { close: () => ending.abort() };
};
