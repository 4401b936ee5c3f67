import type { Tone } from '../text/words.ts';

/** A state as a word, with a colour for those who see it. */
export const Badge = ({ tone, children }: { readonly tone: Tone; readonly children: string }) => (
  <span class={`badge tone-${tone}`}>{children}</span>
);
