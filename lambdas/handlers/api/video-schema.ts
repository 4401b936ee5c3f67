import * as v from 'valibot';

const maybe = <S extends v.GenericSchema>(schema: S) => v.nullable(schema);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const storedFile = {
  bucket: v.string(),
  key: v.string(),
  contentType: v.string(),
  bytes: count,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/), v.description('Of the whole file, in hex.')),
};

export const video = v.object({
  ...storedFile,
  width: v.pipe(maybe(count), v.description('Pixels as stored, before any rotation.')),
  height: maybe(count),
  rotation: v.pipe(
    maybe(count),
    v.description('Degrees clockwise by which a player turns the picture; null if it does not.'),
  ),
  fps: v.pipe(maybe(v.number()), v.description('Frames a second, on average.')),
  codec: v.pipe(maybe(v.string()), v.description('As ffprobe calls it: `h264`, `hevc`, `av1`.')),
  hasAudio: maybe(v.boolean()),
  durationSeconds: v.pipe(
    maybe(v.number()),
    v.description('As the file says, or as the provider does if the file says none.'),
  ),
  providerDurationSeconds: maybe(v.number()),
  provenance: v.pipe(
    maybe(v.object({ c2pa: v.boolean(), aigcLabel: v.boolean() })),
    v.description(
      'Marks of origin found in the file, not verified: a C2PA manifest, the label of GB 45438-2025. ' +
        'Null of videos archived before files were read.',
    ),
  ),
  lastFrame: v.pipe(
    maybe(v.object(storedFile)),
    v.description('The picture that the provider gave as the last frame, copied beside the video.'),
  ),
  cover: v.pipe(maybe(v.object(storedFile)), v.description('The same for its cover.')),
});

export const generation = v.object({
  resolution: maybe(v.string()),
  ratio: maybe(v.string()),
  fps: maybe(v.number()),
  seed: maybe(v.pipe(v.number(), v.integer())),
  serviceTier: maybe(v.string()),
  usage: v.pipe(
    v.record(v.string(), v.number()),
    v.description('What it cost, by the provider’s own names, such as `total_tokens`: 12 at most.'),
  ),
});

/** When it is expected to be finished at the provider. */
export const expected = {
  expectedAt: v.pipe(
    maybe(v.pipe(v.string(), v.isoTimestamp())),
    v.description('When half of such tasks are finished. Null if it is not generated now.'),
  ),
  expectedBy: v.pipe(
    maybe(v.pipe(v.string(), v.isoTimestamp())),
    v.description('When 19 of 20 such tasks are finished.'),
  ),
};

export const videoLink = v.object({
  url: v.pipe(v.string(), v.description('A presigned link to the file.')),
  expiresAt: v.pipe(
    v.string(),
    v.isoTimestamp(),
    v.description('When the link ends, an hour from now at most.'),
  ),
  coverUrl: v.pipe(maybe(v.string()), v.description('The same for the archived cover, if there is one.')),
  lastFrameUrl: v.pipe(maybe(v.string()), v.description('The same for the archived last frame.')),
});
export type VideoLinkBody = v.InferOutput<typeof videoLink>;
