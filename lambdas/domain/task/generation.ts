/** What the provider says of the generation, each only if it does. */
export interface GenerationFacts {
  /** In its words, such as `720p` or `1280x720`. */
  readonly resolution?: string;
  /** In its words, such as `16:9` or `adaptive`. */
  readonly ratio?: string;
  readonly fps?: number;
  readonly seed?: number;
  /** In its words, such as `default` or `flex`. */
  readonly serviceTier?: string;
  /** What it cost, by the provider's own names, such as `total_tokens` or `amount`: at most 12. */
  readonly usage?: Readonly<Record<string, number>>;
}

/** The same as answers and events show it: what is not known is null. */
export interface GenerationView {
  readonly resolution: string | null;
  readonly ratio: string | null;
  readonly fps: number | null;
  readonly seed: number | null;
  readonly serviceTier: string | null;
  readonly usage: Readonly<Record<string, number>>;
}

export const generationView = (facts: GenerationFacts | undefined): GenerationView | null =>
  facts
    ? {
        resolution: facts.resolution ?? null,
        ratio: facts.ratio ?? null,
        fps: facts.fps ?? null,
        seed: facts.seed ?? null,
        serviceTier: facts.serviceTier ?? null,
        usage: facts.usage ?? {},
      }
    : null;
