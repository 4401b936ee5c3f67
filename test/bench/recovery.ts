import { startDemoEnvironment } from '../../lib/local/demo/demo-environment.ts';
import { addExhausted, timesReceived } from '../support/exhausted.ts';

const speed = 60;
const count = 1_000;
const maxSeconds = 120;

/** One call that sends a thousand exhausted events again, on the local cloud at sixty times real time. */
export const run = async (args: string[]): Promise<void> => {
  const environment = await startDemoEnvironment(speed);
  try {
    const { api, receiver } = environment;
    const { path, since } = await addExhausted(environment, count);
    const count_ = (await api.call('POST', '/deliveries/recover', [200], { since, dryRun: true })) as {
      found: number;
    };
    const began = performance.now();
    const { id } = (await api.call('POST', '/deliveries/recover', [202], { since })) as { id: string };
    let times: readonly number[] = [];
    while (times.length < count && performance.now() - began < 5 * maxSeconds * 1_000) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      times = timesReceived(receiver.received, path);
    }
    const seconds = (performance.now() - began) / 1_000;
    const job = (await api.call('GET', `/deliveries/recoveries/${id}`, [200])) as object;
    const figures = {
      found: count_.found,
      received: times.length,
      twice: times.filter((time) => time > 1).length,
      realSeconds: Number(seconds.toFixed(1)),
      maxSeconds,
      job,
    };
    process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
    const missed = figures.received < count || figures.twice > 0 || seconds > maxSeconds;
    if (args.includes('--check') && missed) process.exitCode = 1;
  } finally {
    await environment.close();
  }
};
