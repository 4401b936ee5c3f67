import { parseArgs } from 'node:util';
import { fuzz } from '../lib/local/fuzz/fuzz.ts';

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '5000' }, seed: { type: 'string', default: '1' } },
});
const progress = (sent: number): void => console.log(`${sent} requests sent`);
const { statuses, faults } = await fuzz({
  requests: Number(values.requests),
  seed: Number(values.seed),
  progress,
});
for (const [status, count] of [...statuses].sort()) console.log(`${status}: ${count}`);
for (const { request, fault } of faults.slice(0, 20)) {
  console.log(`${request.method} ${request.path.slice(0, 100)} ${fault}`);
}
console.log(`${faults.length} faults (seed ${values.seed})`);
process.exitCode = faults.length === 0 ? 0 : 1;
