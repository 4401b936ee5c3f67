import { useState } from 'preact/hooks';
import { noFilter } from '../data/live-list.ts';
import type { Relay } from '../data/relay.ts';
import { useStore } from '../data/store.ts';
import { duration } from '../text/format.ts';
import { CheckAnswerForm } from './dialogs/check-answer.tsx';
import { RecoverForm } from './dialogs/recover-form.tsx';
import { RegisterForm } from './dialogs/register-form.tsx';
import { TestEventForm } from './dialogs/test-event.tsx';
import { Logo } from './logo.tsx';
import { Menu, type MenuItem } from './menu.tsx';
import { listHref } from './route.ts';

interface Props {
  readonly relay: Relay;
  readonly onSignOut: () => void;
}

/** Name, state of the connection, figures, and what can be done anywhere. */
export const TopBar = ({ relay, onSignOut }: Props) => {
  const [dialog, setDialog] = useState<'register' | 'test' | 'check' | 'recover'>();
  const features = useStore(relay.features);
  const close = (): void => setDialog(undefined);
  const { problem, loaded } = useStore(relay.list.state);
  const items: MenuItem[] = [
    ...(features.has('POST', '/deliveries/recover')
      ? [{ name: 'Recover callbacks', act: () => setDialog('recover') }]
      : []),
    ...(features.has('POST', '/providers/{provider}/check')
      ? [{ name: 'Check an answer', act: () => setDialog('check') }]
      : []),
    { name: 'Sign out', act: onSignOut },
  ];
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
        <Menu label="More" items={items} />
      </div>
      {dialog === 'register' && <RegisterForm relay={relay} onClose={close} />}
      {dialog === 'check' && <CheckAnswerForm relay={relay} onClose={close} />}
      {dialog === 'recover' && <RecoverForm relay={relay} onClose={close} />}
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
        <dd>
          {exhausted === 0 ? (
            '0'
          ) : (
            <button
              type="button"
              class="link"
              title="Show them"
              onClick={() => relay.filter.set({ ...noFilter, delivery: 'exhausted' })}
            >{`${exhausted}${moreExhausted ? '+' : ''}`}</button>
          )}
        </dd>
      </div>
    </dl>
  );
};
