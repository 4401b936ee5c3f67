import type { ServerClock } from '../data/server-clock.ts';
import { duration, moment, timeOfDay } from '../text/format.ts';
import type { Entry } from '../text/timeline.ts';
import { useNow } from './now.ts';

interface Props {
  readonly entries: readonly Entry[];
  readonly clock: ServerClock;
}

/** Everything that happened to a task, and what comes next. */
export const TimelineView = ({ entries, clock }: Props) => (
  <ol class="timeline">
    {entries.map((entry, index) => (
      <li key={index} class={`tone-${entry.tone}${entry.expected ? ' is-expected' : ''}`}>
        <div class="entry-head">
          <span class="entry-title">{entry.title}</span>
          {entry.expected ? (
            <Countdown at={entry.at} clock={clock} />
          ) : (
            entry.at && (
              <time dateTime={entry.at} title={moment(entry.at)}>
                {timeOfDay(entry.at)}
              </time>
            )
          )}
        </div>
        {entry.details.map((detail) => (
          <p key={detail}>{detail}</p>
        ))}
        {entry.quote && <pre class="quote">{entry.quote}</pre>}
      </li>
    ))}
  </ol>
);

const Countdown = ({ at, clock }: { readonly at: string | null; readonly clock: ServerClock }) => {
  const left = Date.parse(at ?? '') - useNow(clock);
  return <span class="countdown">{left <= 0 ? 'due now' : `in ${duration(left)}`}</span>;
};
