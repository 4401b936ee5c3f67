import { useEffect, useRef } from 'preact/hooks';
import { listHref, taskHref } from './route.ts';

/** The page's title, the way back by Escape, and where the focus is after it. */
export const useOpenTask = (taskId: string | undefined): void => {
  const before = useRef(taskId);
  useEffect(() => {
    document.title = taskId === undefined ? 'seedance-relay' : `${taskId} · seedance-relay`;
    const closed = taskId === undefined ? before.current : undefined;
    before.current = taskId;
    if (closed !== undefined) focusOn(`a.row[href="${CSS.escape(taskHref(closed))}"]`);
    if (taskId === undefined) return;
    const escaped = (event: KeyboardEvent): void => {
      const { target } = event;
      const isElsewhere =
        target instanceof Element && target.closest('input, select, textarea, dialog, [popover]');
      if (event.key === 'Escape' && !event.defaultPrevented && !isElsewhere) location.hash = listHref;
    };
    addEventListener('keydown', escaped);
    return () => removeEventListener('keydown', escaped);
  }, [taskId]);
};

const focusOn = (selector: string): void =>
  document.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
