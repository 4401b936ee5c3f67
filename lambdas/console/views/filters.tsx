import type { Relay } from '../data/relay.ts';
import { useStore } from '../data/store.ts';
import { deliveryStates, statuses } from '../text/words.ts';

/** What narrows the list. */
export const Filters = ({ relay }: { readonly relay: Relay }) => {
  const filter = useStore(relay.filter);
  return (
    <search class="filters">
      <input
        type="search"
        placeholder="Search by task id"
        aria-label="Search by task id"
        value={filter.search}
        onInput={({ currentTarget }) => relay.filter.update({ search: currentTarget.value })}
      />
      <Choice
        label="Status"
        value={filter.status}
        options={statuses}
        onChoice={(status) => relay.filter.update({ status })}
      />
      <Choice
        label="Callback"
        value={filter.delivery}
        options={deliveryStates}
        onChoice={(delivery) => relay.filter.update({ delivery })}
      />
    </search>
  );
};

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly onChoice: (value: string) => void;
}

const Choice = ({ label, value, options, onChoice }: ChoiceProps) => (
  <select aria-label={label} value={value} onChange={({ currentTarget }) => onChoice(currentTarget.value)}>
    <option value="">{label}: any</option>
    {options.map((option) => (
      <option key={option} value={option}>
        {option}
      </option>
    ))}
  </select>
);
