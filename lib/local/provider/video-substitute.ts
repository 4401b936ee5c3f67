import type { IncomingMessage } from 'node:http';
import type { VideoMisbehaviour } from './misbehaviours.ts';
import { html, json, type SimulatedReply } from './reply.ts';

/** The misbehaviours of a request, with their amounts. */
export type ActiveMisbehaviours = ReadonlyMap<string, number | undefined>;

/** Addresses to which no client may follow a redirect. */
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
  sending: 'whole',
});

/** The answer to a request in place of the video, if there is one. `linkStatus` is the HTTP status of the link itself. */
export const substituteReply = (
  request: IncomingMessage,
  active: ActiveMisbehaviours,
  linkStatus: number,
  number: number,
): SimulatedReply | undefined => {
  const amount = (name: VideoMisbehaviour): number | undefined => active.get(name);
  if (active.has('hang-video')) return { ...json(200, {}), sending: 'never' };
  if (active.has('reset-video')) return { ...json(200, {}), sending: 'reset' };
  if (linkStatus !== 200) return bare(linkStatus);
  if (active.has('forbidden')) return bare(amount('forbidden') ?? 403);
  if (active.has('empty-file')) return bare(200);
  if (active.has('range-refused') && request.headers.range) return bare(amount('range-refused') ?? 403);
  if (active.has('error-page')) return html(200, 'The link is not valid');
  if (active.has('redirect-private')) {
    const which = ((amount('redirect-private') ?? number) - 1) % privateTargets.length;
    return bare(302, { location: privateTargets[which] ?? privateTargets[0] });
  }
  const url = new URL(request.url ?? '/', 'http://host');
  const hop = Number(url.searchParams.get('hop') ?? 0);
  if (active.has('redirect-for-ever') || (active.has('redirect') && hop < (amount('redirect') ?? 1))) {
    url.searchParams.set('hop', String(hop + 1));
    return bare(302, { location: `${url.pathname}${url.search}` });
  }
  if (active.has('raw-location') && hop === 0) {
    url.searchParams.set('hop', '1');
    return bare(302, { location: rawBytes(`${url.pathname}${url.search}&name=日出 5 秒.mp4`) });
  }
  return undefined;
};

/** Node writes a header's characters as one byte each. */
const rawBytes = (text: string): string => Buffer.from(text).toString('latin1');
