import { mediaReader } from '../../../lambdas/domain/media/media-reader.ts';
import { videoBytes } from '../../support/video-server.ts';

/** The first check of a file in a fresh process: `cold-check MEBIBYTES`. Prints its CPU in milliseconds. */
const file = videoBytes(Number(process.argv[2]) * 1024 * 1024);
const pieces = Array.from({ length: Math.ceil(file.length / 65_536) }, (_, index) =>
  file.subarray(index * 65_536, (index + 1) * 65_536),
);
const before = process.cpuUsage();
const reader = mediaReader();
for (const piece of pieces) reader.push(piece);
if (reader.end().kind !== 'whole') throw new Error('The benchmark’s own file is not whole');
const { user, system } = process.cpuUsage(before);
process.stdout.write(`${JSON.stringify({ cpuMillis: (user + system) / 1000 })}\n`);
