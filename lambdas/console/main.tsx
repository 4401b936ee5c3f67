import { render } from 'preact';
import { readKey } from './data/session.ts';
import { App } from './views/app.tsx';

const place = document.getElementById('console');
if (place) render(<App givenKey={readKey()} />, place);
