import type { GenerationFacts } from '../task/generation.ts';
import { isObject, type Json } from './json.ts';
import { numberOf, textOf } from './payload.ts';

const names = {
  resolution: ['resolution', 'video_resolution', 'videoResolution'],
  /** Names that have other meanings, too: of a file, or of a model. */
  otherResolution: ['size', 'quality'],
  ratio: ['ratio', 'aspect_ratio', 'aspectRatio'],
  serviceTier: ['service_tier', 'serviceTier'],
  fps: ['fps', 'framespersecond', 'framesPerSecond', 'frames_per_second', 'frame_rate', 'frameRate'],
  seed: ['seed', 'used_seed', 'usedSeed'],
} as const;

/** Objects beside the task's own fields that may say how it was generated. */
const holders = ['metadata', 'data', 'output', 'content', 'parameters', 'settings', 'info'] as const;
const usageHolders = ['usage', 'billing', 'metrics'] as const;
/** What a provider says of the cost without an object around it. */
const costNames =
  /^(?:(?:total|completion|prompt|input|output)_?tokens|amount|cost|price|credits?(?:_?(?:used|consumed|cost))?|consume_?credits|quota)$/i;

/** A word of a provider's own, such as `1280x720`, `16:9` or `flex`. */
const word = /^[\w.:×*/@ -]{1,32}$/;
const measure = /^(?:\d{3,4}p?|\d{1,2}k|\d{2,5} ?[x×*] ?\d{2,5})$/i;
const usageName = /^[A-Za-z][\w.-]{0,39}$/;
const maxUsageEntries = 12;
/** More frames a second are a mistake. */
const maxFps = 1_000;

/** What answers say of the generation, the task's own fields first. */
export const generationFacts = (places: readonly Json[]): GenerationFacts | undefined => {
  const all = places.flatMap((place) => [place, ...holders.map((name) => place[name]).filter(isObject)]);
  const first = <T>(wanted: readonly string[], read: (value: unknown) => T | undefined): T | undefined =>
    all.flatMap((place) => wanted.map((name) => read(place[name]))).find((value) => value !== undefined);
  const usage = usageIn(all);
  const facts = {
    resolution: first(names.resolution, wordOf) ?? first(names.otherResolution, measureOf),
    ratio: first(names.ratio, wordOf),
    fps: first(names.fps, fpsOf),
    seed: first(names.seed, integerOf),
    serviceTier: first(names.serviceTier, wordOf),
    ...(Object.keys(usage).length > 0 && { usage }),
  };
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : Object.fromEntries(known);
};

const wordOf = (value: unknown): string | undefined => {
  const text = textOf(value);
  return text !== undefined && word.test(text) ? text : undefined;
};

const measureOf = (value: unknown): string | undefined =>
  typeof value === 'string' && measure.test(value.trim()) ? value.trim() : undefined;

const fpsOf = (value: unknown): number | undefined => {
  const number = numberOf(value);
  return number !== undefined && number > 0 && number <= maxFps ? number : undefined;
};

const integerOf = (value: unknown): number | undefined => {
  const number = numberOf(value);
  return Number.isSafeInteger(number) ? number : undefined;
};

/** Numbers by the provider's own names: those of its usage, and what it says of the cost elsewhere. */
const usageIn = (places: readonly Json[]): Readonly<Record<string, number>> => {
  const entries = [
    ...places.flatMap((place) => usageHolders.map((name) => place[name]).filter(isObject)),
    ...places.map((place) =>
      Object.fromEntries(Object.entries(place).filter(([name]) => costNames.test(name))),
    ),
  ].flatMap((object) => Object.entries(object));
  const usage = new Map<string, number>();
  for (const [name, value] of entries) {
    const number = numberOf(value);
    if (number === undefined || !usageName.test(name) || usage.has(name)) continue;
    if (usage.size === maxUsageEntries) break;
    usage.set(name, number);
  }
  return Object.fromEntries(usage);
};
