import { expect, it } from 'vitest';
import { SocketBuffers } from '../../../../lambdas/adapters/archive/source/socket-buffers.ts';

const mebi = 1024 * 1024;

it('the buffers of sockets take bounded memory, however many bytes have come', () => {
  const buffers = new SocketBuffers();
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let bytes = 0; bytes < 256 * mebi; bytes += 64 * 1024) {
    buffers.count(Buffer.allocUnsafeSlow(64 * 1024).length);
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  // Left to itself, V8 lets 64 MB of them pile up.
  expect(most).toBeLessThan(32 * mebi);
});
