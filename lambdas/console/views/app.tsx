import { useEffect, useMemo, useState } from 'preact/hooks';
import { Relay } from '../data/relay.ts';
import { forgetKey, keepKey, onKey } from '../data/session.ts';
import { useStore } from '../data/store.ts';
import { useOpenTask } from './open-task.ts';
import { useRoute } from './route.ts';
import { SignIn } from './sign-in.tsx';
import { TaskList } from './task-list.tsx';
import { TaskPanel } from './task-panel.tsx';
import { TopBar } from './top-bar.tsx';

/** The whole page: asks for a key, and shows the relay behind it. */
export const App = ({ givenKey }: { readonly givenKey: string | undefined }) => {
  const [key, setKey] = useState(givenKey);
  useEffect(() => onKey(setKey), []);
  const signOut = (): void => {
    forgetKey();
    setKey(undefined);
  };
  if (key === undefined) {
    const signIn = (typed: string, keep: boolean): void => {
      if (keep) keepKey(typed);
      setKey(typed);
    };
    return <SignIn onKey={signIn} />;
  }
  return <Console key={key} apiKey={key} onSignOut={signOut} />;
};

const Console = ({ apiKey, onSignOut }: { readonly apiKey: string; readonly onSignOut: () => void }) => {
  const relay = useMemo(() => new Relay(apiKey), [apiKey]);
  const taskId = useRoute();
  useEffect(() => relay.start(), [relay]);
  useOpenTask(taskId);
  const { problem, loaded } = useStore(relay.list.state);
  if (problem?.refusesKey && !loaded) return <SignIn problem={problem} onKey={onSignOut} />;
  return (
    <div class={taskId === undefined ? 'console' : 'console with-task'}>
      <TopBar relay={relay} onSignOut={onSignOut} />
      <main>
        <TaskList relay={relay} shownId={taskId} />
        {taskId !== undefined && <TaskPanel key={taskId} relay={relay} taskId={taskId} />}
      </main>
    </div>
  );
};
