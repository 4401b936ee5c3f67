import { useState } from 'preact/hooks';

interface Props {
  readonly text: () => string;
  readonly children: string;
}

/** Milliseconds for which it says that it copied. */
const saidMillis = 1_500;

export const CopyButton = ({ text, children }: Props) => {
  const [said, setSaid] = useState('');
  const copy = async (): Promise<void> => {
    setSaid(
      await navigator.clipboard.writeText(text()).then(
        () => 'Copied',
        () => 'Not allowed',
      ),
    );
    setTimeout(() => setSaid(''), saidMillis);
  };
  return (
    <button type="button" class="quiet" onClick={() => void copy()}>
      <span aria-live="polite">{said === '' ? children : said}</span>
    </button>
  );
};
