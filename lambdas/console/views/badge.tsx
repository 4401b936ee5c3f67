import type { Tone } from '../text/words.ts';

interface Props {
  readonly tone: Tone;
  /** What the state is of, if not of the task. A narrow list leaves it to screen readers. */
  readonly of?: string;
  readonly children: string;
}

/** A state as a word, with a colour for those who see it. */
export const Badge = ({ tone, of, children }: Props) => (
  <span class={`badge tone-${tone}`}>
    {of !== undefined && <span class="badge-of">{of} </span>}
    {children}
  </span>
);
