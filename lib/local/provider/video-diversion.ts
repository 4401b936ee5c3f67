import type { IncomingMessage } from 'node:http';
import type { VideoMisbehaviour } from './misbehaviours.ts';
import { html, json, type SimulatedReply } from './reply.ts';

/** The misbehaviours that a request meets, with their amounts. */
export type Met = ReadonlyMap<string, number | undefined>;

/** Addresses that no client in its senses follows a redirect to. */
const privateTargets = [
  'http://169.254.169.254/latest/meta-data/iam/security-credentials/',
  'https://10.0.0.1/video.mp4',
  'https://[fd00::1]/video.mp4',
  'https://192.168.1.1:8443/video.mp4',
] as const;

export const bare = (status: number, headers: Readonly<Record<string, string>> = {}): SimulatedReply => ({
  status,
  headers,
  payload: '',
  manner: 'whole',
});

/** What a request gets in place of the video, if it does. `linkStatus` is what the link itself deserves. */
export const diversion = (
  request: IncomingMessage,
  met: Met,
  linkStatus: number,
  number: number,
): SimulatedReply | undefined => {
  const amount = (name: VideoMisbehaviour): number | undefined => met.get(name);
  if (met.has('hang-video')) return { ...json(200, {}), manner: 'never' };
  if (met.has('reset-video')) return { ...json(200, {}), manner: 'reset' };
  if (linkStatus !== 200) return bare(linkStatus);
  if (met.has('forbidden')) return bare(amount('forbidden') ?? 403);
  if (met.has('error-page')) return html(200, 'The link is not valid');
  if (met.has('redirect-private')) {
    const which = ((amount('redirect-private') ?? number) - 1) % privateTargets.length;
    return bare(302, { location: privateTargets[which] ?? privateTargets[0] });
  }
  const url = new URL(request.url ?? '/', 'http://host');
  const hop = Number(url.searchParams.get('hop') ?? 0);
  if (met.has('redirect-for-ever') || (met.has('redirect') && hop < (amount('redirect') ?? 1))) {
    url.searchParams.set('hop', String(hop + 1));
    return bare(302, { location: `${url.pathname}${url.search}` });
  }
  return undefined;
};
