import { useState } from 'preact/hooks';
import type { Relay } from '../data/relay.ts';
import { useStore } from '../data/store.ts';
import { duration } from '../text/format.ts';
import { CheckAnswerForm } from './check-answer.tsx';
import { Logo } from './logo.tsx';
import { RegisterForm } from './register-form.tsx';
import { listHref } from './route.ts';
import { TestEventForm } from './test-event.tsx';

interface Props {
  readonly relay: Relay;
  readonly onSignOut: () => void;
}

/** Name, state of the connection, figures, and what can be done anywhere. */
export const TopBar = ({ relay, onSignOut }: Props) => {
  const [dialog, setDialog] = useState<'register' | 'test' | 'check'>();
  const features = useStore(relay.features);
  const close = (): void => setDialog(undefined);
  const { problem, loaded } = useStore(relay.list.state);
  const state = problem ? 'No answer' : loaded ? 'Live' : 'Loading';
  return (
    <header class="top">
      <a class="brand" href={listHref}>
        <Logo />
        <h1>seedance-relay</h1>
      </a>
      <p class={`connection ${problem ? 'is-lost' : 'is-live'}`} role="status">
        {state}
      </p>
      <Figures relay={relay} />
      <div class="top-actions">
        <button type="button" class="primary" onClick={() => setDialog('register')}>
          Register a task
        </button>
        {features.has('POST', '/test-event') && (
          <button type="button" onClick={() => setDialog('test')}>
            Try a receiver
          </button>
        )}
        {features.has('POST', '/providers/{provider}/check') && (
          <button type="button" onClick={() => setDialog('check')}>
            Check an answer
          </button>
        )}
        <button type="button" onClick={onSignOut}>
          Sign out
        </button>
      </div>
      {dialog === 'register' && <RegisterForm relay={relay} onClose={close} />}
      {dialog === 'check' && <CheckAnswerForm relay={relay} onClose={close} />}
      {dialog === 'test' && <TestEventForm relay={relay} onClose={close} />}
    </header>
  );
};

const Figures = ({ relay }: { readonly relay: Relay }) => {
  const { inFlight, more, medianDelay, delays, exhausted, moreExhausted } = useStore(relay.summary.state);
  return (
    <dl class="figures">
      <div>
        <dt>In flight</dt>
        <dd>{inFlight === undefined ? '–' : `${inFlight}${more ? '+' : ''}`}</dd>
      </div>
      <div>
        <dt>Finish → callback</dt>
        <dd title={delays === 0 ? 'No delivered callback yet' : `Median of ${delays} tasks`}>
          {medianDelay === undefined ? '–' : duration(medianDelay)}
        </dd>
      </div>
      <div class={exhausted > 0 ? 'is-bad' : ''}>
        <dt>Exhausted</dt>
        <dd>{`${exhausted}${moreExhausted ? '+' : ''}`}</dd>
      </div>
    </dl>
  );
};
