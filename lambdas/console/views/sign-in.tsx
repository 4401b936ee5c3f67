import { useState } from 'preact/hooks';
import type { ApiProblem } from '../data/problem.ts';
import { Logo } from './logo.tsx';
import { ProblemNote } from './problem-note.tsx';

interface Props {
  readonly problem?: ApiProblem;
  readonly onKey: (key: string, keep: boolean) => void;
}

/** Asks for the API key. It goes nowhere but into requests to this API. */
export const SignIn = ({ problem, onKey }: Props) => {
  const [key, setKey] = useState('');
  const [keep, setKeep] = useState(false);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (key.trim() !== '') onKey(key.trim(), keep);
  };
  if (problem) {
    return (
      <main class="sign-in">
        <Logo />
        <h1>The key was refused</h1>
        <ProblemNote problem={problem} />
        <button type="button" class="primary" onClick={() => onKey('', false)}>
          Try another key
        </button>
      </main>
    );
  }
  return (
    <main class="sign-in">
      <Logo />
      <h1>seedance-relay</h1>
      <form onSubmit={submit}>
        <label>
          API key
          <input
            type="password"
            autocomplete="off"
            spellcheck={false}
            value={key}
            onInput={({ currentTarget }) => setKey(currentTarget.value)}
          />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={keep}
            onChange={({ currentTarget }) => setKeep(currentTarget.checked)}
          />
          Keep it until this tab is closed
        </label>
        <button type="submit" class="primary">
          Open the console
        </button>
      </form>
      <p class="hint">
        The key stays in this page, and is sent to this API only. The stack’s output <code>ApiKeyId</code>{' '}
        names it; <code>npm start</code> prints an address that has it already.
      </p>
    </main>
  );
};
