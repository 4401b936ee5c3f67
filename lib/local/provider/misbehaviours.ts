/** Misbehaviours of answers to polls and creations, by name. `amount` says what the number given with one means. */
export const answerMisbehaviours = {
  'login-failed': 'HTTP 200 that is an error: login failed, with a code as text and no status',
  unauthorized: 'HTTP 401, as for a wrong key; amount: the HTTP status instead (403)',
  'wrong-path': 'HTTP 404, as for a path that there is not',
  moved: 'HTTP 404 with a page of HTML, as from a proxy without a route',
  'not-found': 'HTTP 404, as for a task that is not there',
  'not-found-softly': 'the same with HTTP 200 and a code as text',
  throttled: 'HTTP 429 with Retry-After; amount: its seconds (45); 0: without it; negative: as an HTTP date',
  'server-error': 'HTTP 500 with a body of JSON; amount: the HTTP status instead',
  'bad-gateway': 'HTTP 502 with a page of HTML',
  empty: 'HTTP 200 with no body',
  'not-json': 'HTTP 200 with a page of HTML',
  'no-status': 'HTTP 200 without a status',
  'unknown-status': 'a status that nobody knows',
  hang: 'never answers',
  stall: 'sends half of the answer, and then nothing',
  reset: 'closes the connection in place of an answer',
  cut: 'closes the connection in the middle of the answer',
  endless: 'an answer that does not end',
  'other-task': 'the answer is about another task, and says that it failed',
  'without-link': 'completed, and no link',
  'dead-link': 'completed, and the link answers 403; amount: another HTTP status',
  enveloped: 'the payload inside `data`; amount: inside `result` (2), as a list (3), as JSON in a string (4)',
  synonyms: 'other spellings of the status; amount: which one',
  'link-elsewhere': 'the link in another place; amount: which one',
  'reason-elsewhere': 'the reason of a failure in another place; amount: which one',
  'numbers-as-text': 'numbers as strings',
  'error-as-object': 'an object where a string is documented',
  'absent-fields': 'what is not known is absent rather than null; amount 2: it is ""',
  'final-as-error':
    'a task that failed, was cancelled or expired comes with HTTP 400; amount: another status',
  'echoed-input': 'the input image comes back as base64: 3 MB',
  'not-a-number': 'values that JSON does not have: `NaN`, `Infinity`',
  'byte-order-mark': 'a byte order mark before the JSON',
  compressed: 'gzip though nobody asked; amount: br (2), deflate (3)',
  'wide-headers': '20 KB of headers',
  progress: 'a progress that is not documented; amount 2: as text',
  image: 'the result is an image: `image_url` and no `video_url`',
  'failed-at-birth': 'created with HTTP 200 and status `failed`',
  'no-id': 'created with HTTP 200 and no id',
} as const;

/** Misbehaviours of the video's host. */
export const videoMisbehaviours = {
  drop: 'closes the connection in the body; amount: after how many bytes (a third of them)',
  overstates: 'a Content-Length greater than what comes, then the end; amount: by how many bytes (1,000)',
  understates: 'a Content-Length smaller than what comes; amount: by how many bytes (1,000)',
  'stall-video': 'sends some bytes, and then nothing; amount: how many (half of them)',
  'error-page': 'a page of HTML with HTTP 200',
  changes: 'another file of the same length from this request on',
  redirect: 'redirects to the same file; amount: how many times (1)',
  'redirect-for-ever': 'redirects, again and again',
  'redirect-private': 'redirects to an address that must not be dialled; amount: which one',
  forbidden: 'HTTP 403 whatever the link; amount: another HTTP status',
  chunked: 'no Content-Length',
  'no-range': 'takes no Range: the whole file each time',
  'no-etag': 'neither ETag nor Last-Modified',
  'bare-206': '206 without Content-Range',
  'range-refused': 'HTTP 403 to any Range; amount: another HTTP status',
  'length-and-chunked': 'Content-Length and Transfer-Encoding in one answer',
  'says-gzip': 'Content-Encoding: gzip over plain bytes',
  gzipped: 'really compressed with gzip',
  'wide-video-headers': '20 KB of headers',
  'raw-location': 'redirects with raw UTF-8 and a space in Location',
  'empty-file': 'HTTP 200 with no bytes',
  'octet-stream': 'a content type that says nothing',
  slow: 'a limit to a connection; amount: bytes a second (1,000,000)',
  'hang-video': 'never answers',
  'reset-video': 'closes the connection in place of an answer',
} as const;

export type AnswerMisbehaviour = keyof typeof answerMisbehaviours;
export type VideoMisbehaviour = keyof typeof videoMisbehaviours;
export type MisbehaviourName = AnswerMisbehaviour | VideoMisbehaviour;
/** A name, or a name with a number. */
export type Misbehaviour = MisbehaviourName | { readonly name: MisbehaviourName; readonly amount: number };

export const nameOf = (misbehaviour: Misbehaviour): MisbehaviourName =>
  typeof misbehaviour === 'string' ? misbehaviour : misbehaviour.name;

export const amountOf = (misbehaviour: Misbehaviour): number | undefined =>
  typeof misbehaviour === 'string' ? undefined : misbehaviour.amount;
