import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { SimulatedReply } from './reply.ts';

type Encoding = (reply: SimulatedReply, amount?: number) => SimulatedReply;

const textOf = ({ payload }: SimulatedReply): string =>
  typeof payload === 'string' ? payload : JSON.stringify(payload);

const headed = (reply: SimulatedReply, payload: Buffer | string, headers = {}): SimulatedReply => ({
  ...reply,
  payload,
  headers: { ...reply.headers, ...headers },
});

const compressions = [
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
] as const;

/** An input that a relay sends back, as base64: 3 MB of it. */
const echoedInput = `data:image/png;base64,${'iVBORw0KGgo='.repeat(250_000)}`;

/** A session, as load balancers and single sign-on set them: 20 KB of headers. */
export const wideHeaders = Object.fromEntries(
  Array.from({ length: 10 }, (_, number) => [`x-session-${number}`, 'e'.repeat(2_000)]),
);

/** Ways of writing an answer's text that other clients read without noticing, in the order in which they apply. */
export const encodings = {
  'echoed-input': (reply) =>
    typeof reply.payload === 'object' && !Buffer.isBuffer(reply.payload)
      ? { ...reply, payload: { ...reply.payload, image: echoedInput } }
      : reply,
  'not-a-number': (reply) => headed(reply, textOf(reply).replace(/^\{/, '{"score":NaN,"eta":Infinity,')),
  'byte-order-mark': (reply) => headed(reply, `\uFEFF${textOf(reply)}`),
  compressed: (reply, amount = 1) => {
    const [coding, compress] = compressions[(amount - 1) % compressions.length] ?? compressions[0];
    return headed(reply, compress(textOf(reply)), { 'content-encoding': coding });
  },
  'wide-headers': (reply) => ({ ...reply, headers: { ...reply.headers, ...wideHeaders } }),
} satisfies Record<string, Encoding>;
