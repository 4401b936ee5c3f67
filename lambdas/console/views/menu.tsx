import { useId, useRef } from 'preact/hooks';

export interface MenuItem {
  readonly name: string;
  readonly act: () => void;
}

interface Props {
  readonly label: string;
  readonly items: readonly MenuItem[];
}

/** Further actions behind one button. The browser closes it by Escape, and by a click elsewhere. */
export const Menu = ({ label, items }: Props) => {
  const name = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const place = (): void => {
    const { current } = list;
    const { right = 0, bottom = 0 } = button.current?.getBoundingClientRect() ?? {};
    if (!current) return;
    current.style.top = `${bottom + 6}px`;
    current.style.right = `${document.documentElement.clientWidth - right}px`;
  };
  // The menu first gives the focus back to its button: where a dialog returns it to later.
  const perform = (act: () => void): void => {
    list.current?.hidePopover();
    act();
  };
  return (
    <>
      <button type="button" ref={button} popovertarget={name}>
        {label}
      </button>
      <div id={name} class="menu" popover="auto" ref={list} onBeforeToggle={place}>
        {items.map((item) => (
          <button type="button" key={item.name} onClick={() => perform(item.act)}>
            {item.name}
          </button>
        ))}
      </div>
    </>
  );
};
