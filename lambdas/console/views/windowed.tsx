import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface Props<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly itemHeight: number;
  readonly keyOf: (item: T) => string;
  readonly children: (item: T) => ComponentChildren;
  /** After the last item. */
  readonly end?: ComponentChildren;
  readonly onSeen: (items: readonly T[]) => void;
}

/** Items that are drawn beyond the edges, so that the next ones are there when they come into view. */
const margin = 6;
/** Milliseconds of rest before what is seen is reported. */
const restMillis = 120;

/** A list of any length, of which only what is seen is in the document. */
export const Windowed = <T,>({ label, items, itemHeight, keyOf, children, end, onSeen }: Props<T>) => {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const measure = (): void => {
    const { current } = box;
    if (current) setView({ top: current.scrollTop, height: current.clientHeight });
  };
  useLayoutEffect(() => {
    measure();
    const observer = new ResizeObserver(measure);
    const { current } = box;
    if (current) observer.observe(current);
    current?.addEventListener('keydown', moveFocus);
    return () => observer.disconnect();
  }, []);
  const first = Math.max(0, Math.floor(view.top / itemHeight) - margin);
  const last = Math.min(items.length, Math.ceil((view.top + view.height) / itemHeight) + margin);
  const drawn = items.slice(first, last);
  const names = drawn.map(keyOf).join('\n');
  useEffect(() => {
    const timer = setTimeout(() => onSeen(drawn), restMillis);
    return () => clearTimeout(timer);
  }, [names]);
  return (
    <div class="scroller" ref={box} onScroll={measure}>
      <ul aria-label={label} class="windowed" style={{ height: `${items.length * itemHeight}px` }}>
        {drawn.map((item, index) => (
          <li
            key={keyOf(item)}
            aria-setsize={items.length}
            aria-posinset={first + index + 1}
            style={{ transform: `translateY(${(first + index) * itemHeight}px)`, height: `${itemHeight}px` }}
          >
            {children(item)}
          </li>
        ))}
      </ul>
      {end}
    </div>
  );
};

/** Up and down lead from item to item, as Tab does. */
const moveFocus = (event: KeyboardEvent): void => {
  const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' } as const;
  const way = step[event.key as keyof typeof step];
  const item = (event.target as Element).closest('li');
  const link = way && item?.[way]?.querySelector('a');
  if (!link) return;
  event.preventDefault();
  link.focus();
};
