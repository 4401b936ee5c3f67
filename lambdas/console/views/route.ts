import { useEffect, useState } from 'preact/hooks';

const prefix = '#/tasks/';

/** The address of a task within the page: in the fragment, which is no business of the server's. */
export const taskHref = (taskId: string): string => `${prefix}${encodeURIComponent(taskId)}`;

export const listHref = '#/';

/** The id of the task that the address names. */
const shownTask = (): string | undefined => {
  if (!location.hash.startsWith(prefix)) return undefined;
  try {
    return decodeURIComponent(location.hash.slice(prefix.length)) || undefined;
  } catch {
    return undefined;
  }
};

export const useRoute = (): string | undefined => {
  const [taskId, setTaskId] = useState(shownTask);
  useEffect(() => {
    const changed = (): void => setTaskId(shownTask());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return taskId;
};
