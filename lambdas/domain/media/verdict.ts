/** The kind of file that the bytes prove, whatever its name or its source says. */
export type Container =
  | 'mp4'
  | 'm4v'
  | 'mov'
  | '3gp'
  | '3g2'
  | 'webm'
  | 'mkv'
  | 'avi'
  | 'flv'
  | 'ogg'
  | 'mpeg'
  | 'mpegts';

export interface Format {
  readonly container: Container;
  readonly contentType: string;
  /** With its dot: what the object's name should end in. */
  readonly extension: string;
}

const format = (container: Container, contentType: string, extension = `.${container}`): Format => ({
  container,
  contentType,
  extension,
});

export const formats: Readonly<Record<Container, Format>> = {
  mp4: format('mp4', 'video/mp4'),
  m4v: format('m4v', 'video/x-m4v'),
  mov: format('mov', 'video/quicktime'),
  '3gp': format('3gp', 'video/3gpp'),
  '3g2': format('3g2', 'video/3gpp2'),
  webm: format('webm', 'video/webm'),
  mkv: format('mkv', 'video/x-matroska'),
  avi: format('avi', 'video/x-msvideo'),
  flv: format('flv', 'video/x-flv'),
  ogg: format('ogg', 'video/ogg', '.ogv'),
  mpeg: format('mpeg', 'video/mpeg', '.mpg'),
  mpegts: format('mpegts', 'video/mp2t', '.ts'),
};

/** Marks of origin that the file holds. They are found, not verified. */
export interface Provenance {
  /** A C2PA manifest store (C2PA specification, "Embedding manifests into BMFF-based assets"). */
  readonly c2pa: boolean;
  /** The implicit label of generated content, GB 45438-2025: metadata with the key `AIGC`. */
  readonly aigcLabel: boolean;
}

/** What a file says about its picture and sound. A fact that it does not give is absent. */
export interface FilmFacts {
  /** Pixels as stored, before any rotation: what `ffprobe` prints. */
  readonly width?: number;
  readonly height?: number;
  /** Degrees clockwise by which a player turns the picture. Absent if it does not. */
  readonly rotation?: 90 | 180 | 270;
  /** Frames a second on average, to 3 decimals. */
  readonly fps?: number;
  /** The codec's common name, as `ffprobe` prints it: `h264`, `hevc`, `av1`, `vp9`. */
  readonly codec?: string;
  /** The codec as the container names it: the first word of an RFC 6381 string (`avc1`), or Matroska's codec id. */
  readonly sampleEntry?: string;
  readonly hasAudio?: boolean;
  /** To 3 decimals. */
  readonly durationSeconds?: number;
  readonly provenance: Provenance;
}

export interface VideoFacts extends Format, FilmFacts {}

/**
 * `truncated`: a box or an element goes on after the end of the file.
 * `no_movie`: the index is missing, without which no player finds a frame.
 * `no_media_data`: there is no picture data, or it is nothing but zeros.
 * `no_samples`: the index lists no frame.
 * `samples_outside_data`: the index points to places where no picture data is.
 * `malformed`: sizes or counts contradict each other.
 */
export type BrokenReason =
  | 'truncated'
  | 'no_movie'
  | 'no_media_data'
  | 'no_samples'
  | 'samples_outside_data'
  | 'malformed';

export type Lookalike =
  | 'empty'
  | 'html'
  | 'json'
  | 'xml'
  | 'text'
  | 'playlist'
  | 'jpeg'
  | 'png'
  | 'gif'
  | 'webp'
  | 'picture'
  | 'pdf'
  | 'zip'
  | 'gzip'
  | 'audio'
  | 'unknown';

export interface Whole {
  readonly kind: 'whole';
  readonly facts: VideoFacts;
  /**
   * How far the check went. `samples`: every frame's place is known to be in the file. `structure`: the sizes agree,
   * but the index was too large or of a kind that is not read. `signature`: only the first bytes were looked at.
   */
  readonly checked: 'samples' | 'structure' | 'signature';
  /**
   * The structure itself shows that no frame is missing at the end: an index of all frames, or a size of the whole. A
   * row of fragments that was cut between two of them looks like a whole one.
   */
  readonly endProved: boolean;
}

export interface Broken {
  readonly kind: 'broken';
  readonly reason: BrokenReason;
  /** A sentence for people. Holds figures, and nothing from the file but the names of boxes. */
  readonly detail: string;
  readonly format: Format;
  /** What the index says all the same, if it is there. */
  readonly facts?: VideoFacts;
}

export interface NotAVideo {
  readonly kind: 'not_a_video';
  readonly looksLike: Lookalike;
}

export type MediaVerdict = Whole | Broken | NotAVideo;
