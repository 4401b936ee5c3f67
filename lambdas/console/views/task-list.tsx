import { useEffect } from 'preact/hooks';
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

/** The rows that fit the filters which the API did not apply. */
const fitting = (relay: Relay, rows: readonly ListedTask[], { search, delivery }: Filter) => {
  const wanted = search.trim().toLowerCase();
  return rows.filter(
    ({ taskId }) =>
      taskId.toLowerCase().includes(wanted) &&
      (delivery === '' || relay.details.of(taskId)?.delivery?.state === delivery),
  );
};

export const TaskList = ({ relay, shownId }: Props) => {
  const { rows, cursor, loaded, loading, problem } = useStore(relay.list.state);
  const filter = useStore(relay.filter);
  useStore(relay.details.version);
  const now = useNow(relay.clock);
  useEffect(() => {
    void relay.list.show(filter.status === '' ? '' : `&status=${filter.status}`);
  }, [relay, filter.status]);
  const shown = fitting(relay, rows, filter);
  const search = filter.search.trim();
  return (
    <section class="list" aria-label="Tasks">
      <Filters relay={relay} />
      {problem && <ProblemNote problem={problem} />}
      <Windowed
        label={`${shown.length} tasks`}
        items={shown}
        itemHeight={rowHeight}
        keyOf={({ taskId }) => taskId}
        onSeen={(seen) => relay.see(filter.delivery === '' ? seen : rows.slice(0, mostSearched))}
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
