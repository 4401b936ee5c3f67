import { readFileSync } from 'node:fs';
import { mediaReader } from '../../../lambdas/domain/media/media-reader.ts';
import { box } from '../../../lib/local/provider/boxes.ts';
import { boxesOf } from '../../support/media-boxes.ts';
import { mediaFile } from '../../support/media-files.ts';
import { videoBytes } from '../../support/video-server.ts';
import { median } from './cases.ts';
import { bundled, runScript } from './processes.ts';
import type { Target } from './targets.ts';

const checkedBytes = 8_000_000;
/** As a socket brings them. */
const pieceBytes = 64 * 1024;
/** A warm function's runs, and enough of them for `cpuUsage`, which counts microseconds. */
const [warmUps, runs] = [50, 300];

/** CPU of the check of a file, in milliseconds: what the copy pays for knowing that the file is whole. */
export interface CheckCost {
  readonly file: string;
  readonly cpuMillis: number;
}

const checked = (file: Buffer): string => {
  const reader = mediaReader();
  for (let at = 0; at < file.length; at += pieceBytes) reader.push(file.subarray(at, at + pieceBytes));
  return reader.end().kind;
};

const costOf = (name: string, file: Buffer): CheckCost => {
  if (checked(file) !== 'whole') throw new Error(`The benchmark's own file is not whole: ${name}`);
  for (let run = 0; run < warmUps; run++) checked(file);
  const before = process.cpuUsage();
  for (let run = 0; run < runs; run++) checked(file);
  const { user, system } = process.cpuUsage(before);
  return { file: name, cpuMillis: (user + system) / 1000 / runs };
};

/** A real film of five seconds, made as long as the others by a box that players skip. */
const film = (): Buffer => {
  const sample = readFileSync(new URL('../../../lib/local/provider/sample.mp4', import.meta.url));
  return Buffer.concat([sample, box('free', Buffer.alloc(checkedBytes - sample.length - 8, 7))]);
};

/** The most work that a file of this size makes: ten seconds in which each frame is a fragment of its own. */
const fragmentPerFrame = (): Buffer => {
  const frames = 240;
  const boxes = boxesOf(mediaFile('every-frame.mp4'));
  const all = (type: string) => boxes.filter((each) => each.type === type).map(({ bytes }) => bytes);
  const [moofs, mdats] = [all('moof'), all('mdat')];
  const padding = videoBytes(checkedBytes / frames).subarray(1_000);
  const pairs = Array.from({ length: frames }, (_, frame) => {
    const [moof, mdat] = [moofs, mdats].map((list) => list[frame % list.length] ?? Buffer.alloc(0));
    return Buffer.concat([moof as Buffer, box('mdat', (mdat as Buffer).subarray(8), padding)]);
  });
  return Buffer.concat([...all('ftyp'), ...all('moov'), ...pairs]);
};

/** What the check of 8 MB costs, for the usual file and for the worst. */
export const checkCosts = (): readonly CheckCost[] => [
  costOf('a film, index first', film()),
  costOf('a fragment for each frame', fragmentPerFrame()),
];

/** What the check costs a copy of this size in a fresh process, of which most is that its code is new: in milliseconds. */
export const coldCheckMillis = async (mebibytes: number): Promise<number> => {
  const script = await bundled('cold-check.ts');
  const all: number[] = [];
  for (let run = 0; run < 5; run++) {
    all.push((await runScript<{ cpuMillis: number }>(script, String(mebibytes))).cpuMillis);
  }
  return median(all);
};

/** The check is to cost less than this for 8 MB, whatever the file. */
const maxCheckMillis = 1;

export const checkTargets = (costs: readonly CheckCost[]): readonly Target[] =>
  costs.map(({ file, cpuMillis }) => ({
    promise: `the check of 8 MB (${file}): under ${maxCheckMillis} ms of CPU`,
    figure: cpuMillis,
    held: cpuMillis < maxCheckMillis,
  }));
