import { useEffect } from 'preact/hooks';
import type { Features } from '../data/features.ts';
import type { Filter, ListedTask } from '../data/live-list.ts';
import type { Relay } from '../data/relay.ts';
import { useStore } from '../data/store.ts';
import { Filters } from './filters.tsx';
import { useNow } from './now.ts';
import { ProblemNote } from './problem-note.tsx';
import { taskHref } from './route.ts';
import { rowHeight, TaskRow } from './task-row.tsx';
import { Windowed } from './windowed.tsx';

interface Props {
  readonly relay: Relay;
  readonly shownId: string | undefined;
}

/** The filter that the API applies: it takes one, and does not list by all states of callbacks. */
const queryOf = ({ status, delivery }: Filter, features: Features): string => {
  const byDelivery =
    delivery !== '' && delivery !== 'withdrawn' && features.takes('GET', '/tasks', 'delivery');
  if (byDelivery) return `&delivery=${delivery}`;
  return status === '' ? '' : `&status=${status}`;
};

/** The rows that fit the filters which the API did not apply. */
const fitting = (relay: Relay, rows: readonly ListedTask[], filter: Filter, query: string) => {
  const wanted = filter.search.trim().toLowerCase();
  const applied = (name: string): boolean => query.startsWith(`&${name}=`);
  return rows.filter(
    ({ taskId, status }) =>
      taskId.toLowerCase().includes(wanted) &&
      (filter.status === '' || applied('status') || status === filter.status) &&
      (filter.delivery === '' ||
        applied('delivery') ||
        relay.details.of(taskId)?.delivery?.state === filter.delivery),
  );
};

export const TaskList = ({ relay, shownId }: Props) => {
  const { rows, cursor, loaded, loading, problem } = useStore(relay.list.state);
  const filter = useStore(relay.filter);
  useStore(relay.details.version);
  const now = useNow(relay.clock);
  const query = queryOf(filter, useStore(relay.features));
  useEffect(() => {
    void relay.list.show(query);
  }, [relay, query]);
  const shown = fitting(relay, rows, filter, query);
  const search = filter.search.trim();
  const lookedUp = filter.delivery !== '' && !query.startsWith('&delivery=');
  return (
    <section class="list" aria-label="Tasks">
      <Filters relay={relay} />
      {problem && <ProblemNote problem={problem} />}
      <Windowed
        label={`${shown.length} tasks`}
        items={shown}
        itemHeight={rowHeight}
        keyOf={({ taskId }) => taskId}
        onSeen={(seen) => relay.see(lookedUp ? rows.slice(0, mostSearched) : seen)}
        end={
          <p class="list-end">
            {loaded && shown.length === 0 && (
              <span>{rows.length === 0 ? 'No tasks yet.' : 'None of the loaded tasks fits.'}</span>
            )}
            {search !== '' && <a href={taskHref(search)}>Open the task with exactly this id</a>}
            {cursor !== null && (
              <button type="button" disabled={loading} onClick={() => void relay.list.loadMore()}>
                {loading ? 'Loading …' : 'Load more'}
              </button>
            )}
            {shown.length > 0 && (
              <span class="count">
                {cursor === null ? `${shown.length} in all` : `${shown.length} of the ${rows.length} loaded`}
              </span>
            )}
          </p>
        }
      >
        {(row) => (
          <TaskRow
            relay={relay}
            row={row}
            detail={relay.details.of(row.taskId)}
            now={now}
            shown={row.taskId === shownId}
          />
        )}
      </Windowed>
    </section>
  );
};

/** Rows whose deliveries are looked up for a filter that the API does not have. */
const mostSearched = 500;
