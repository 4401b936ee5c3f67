import { spaced } from '../text/format.ts';

interface Props {
  readonly title: string;
  /** Whatever the record says: fields that this page does not know are shown, too. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Of an object, its fields by name, those left out that say nothing. */
const shownAs = (value: unknown): string => {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .filter(([, field]) => field !== null)
    .map(([name, field]) => `${spaced(name)}: ${shownAs(field)}`)
    .join(', ');
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
