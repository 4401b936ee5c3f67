import type { ServerClock } from '../data/server-clock.ts';
import type { Entry } from '../text/entry.ts';
import { duration, moment, timeSeen } from '../text/format.ts';
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
                {timeSeen(entry.at, clock.now())}
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
  return (
    <time class="countdown" dateTime={at ?? ''} title={moment(at ?? '')}>
      {left <= 0 ? 'due now' : `in ${duration(left)}`}
    </time>
  );
};
