import { spaced } from '../text/format.ts';

interface Props {
  readonly title: string;
  /** Whatever the record says: fields that this page does not know are shown, too. */
  readonly values: Readonly<Record<string, unknown>>;
}

const shownAs = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** Names and values, as text. */
export const Facts = ({ title, values }: Props) => {
  const known = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  if (known.length === 0) return null;
  return (
    <section class="card">
      <h3>{title}</h3>
      <dl class="facts">
        {known.map(([name, value]) => (
          <div key={name}>
            <dt>{spaced(name)}</dt>
            <dd>{shownAs(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
};
