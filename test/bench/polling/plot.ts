import type { Point } from './optimum.ts';
import type { Result } from './report.ts';

const panel = { width: 300, height: 210, left: 46, right: 14, top: 34, bottom: 40 } as const;
const columns = 3;
const headHeight = 44;
const delayUpTo = 65;

interface Style {
  readonly fill: string;
  readonly stroke: string;
  readonly shape: 'circle' | 'square' | 'diamond';
}

const styles: Readonly<Record<string, Style>> = {
  'fixed 30': { fill: '#9a9a9a', stroke: '#9a9a9a', shape: 'square' },
  'fixed 60': { fill: '#5f5f5f', stroke: '#5f5f5f', shape: 'square' },
  exponential: { fill: '#b5651d', stroke: '#b5651d', shape: 'diamond' },
  'ours, cold': { fill: '#ffffff', stroke: '#0b6bcb', shape: 'circle' },
  'ours after 20': { fill: '#0b6bcb', stroke: '#0b6bcb', shape: 'circle' },
  'ours after 100': { fill: '#06325f', stroke: '#06325f', shape: 'circle' },
};
const optimumColour = '#2e9e5b';

const mark = (x: number, y: number, { fill, stroke, shape }: Style): string => {
  const paint = `fill="${fill}" stroke="${stroke}" stroke-width="1.5"`;
  const [cx, cy] = [x.toFixed(1), y.toFixed(1)];
  if (shape === 'circle') return `<circle cx="${cx}" cy="${cy}" r="4.5" ${paint}/>`;
  const turn = shape === 'diamond' ? ` transform="rotate(45 ${cx} ${cy})"` : '';
  return `<rect x="${(x - 4).toFixed(1)}" y="${(y - 4).toFixed(1)}" width="8" height="8" ${paint}${turn}/>`;
};

const text = (x: number, y: number, content: string, more = ''): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${content}</text>`;

const panelOf = ({ scenario, rows, optimum }: Result, index: number): string => {
  const x0 = (index % columns) * panel.width + panel.left;
  const y0 = headHeight + Math.floor(index / columns) * panel.height + panel.top;
  const width = panel.width - panel.left - panel.right;
  const height = panel.height - panel.top - panel.bottom;
  const most = Math.ceil(Math.max(...rows.map(({ polls }) => polls)) * 1.08);
  const x = (polls: number): number => x0 + (polls / most) * width;
  const y = (delay: number): number => y0 + height - (Math.min(delay, delayUpTo) / delayUpTo) * height;
  const step = [1, 2, 5, 10, 20, 50].find((size) => most / size <= 7) ?? 100;
  const ticks = Array.from({ length: Math.floor(most / step) + 1 }, (_, n) => n * step);
  const shown: Point[] = [...optimum, { polls: most, delay: optimum.at(-1)?.delay ?? 0 }];
  const curve = shown
    .filter(({ delay, polls }) => delay <= delayUpTo && polls <= most)
    .map(({ polls, delay }) => `${x(polls).toFixed(1)},${y(delay).toFixed(1)}`);
  return [
    text(x0, y0 - 10, scenario.name, 'font-weight="600"'),
    ...[0, 15, 30, 45, 60].flatMap((delay) => [
      `<line x1="${x0}" x2="${x0 + width}" y1="${y(delay).toFixed(1)}" y2="${y(delay).toFixed(1)}" stroke="#e3e3e3"/>`,
      text(x0 - 6, y(delay) + 4, `${delay}`, 'text-anchor="end" class="tick"'),
    ]),
    ...ticks.map((tick) => text(x(tick), y0 + height + 15, `${tick}`, 'text-anchor="middle" class="tick"')),
    text(x0 + width / 2, y0 + height + 30, 'polls a task', 'text-anchor="middle" class="tick"'),
    text(
      x0 - 32,
      y0 + height / 2,
      'mean delay, s',
      `text-anchor="middle" class="tick" transform="rotate(-90 ${x0 - 32} ${(y0 + height / 2).toFixed(1)})"`,
    ),
    `<polyline points="${curve.join(' ')}" fill="none" stroke="${optimumColour}" stroke-width="2"/>`,
    ...rows.map(({ schedule, polls, delay }) => {
      const style = styles[schedule];
      return style ? mark(x(polls), y(delay), style) : '';
    }),
  ].join('\n');
};

const legend = (): string => {
  const entries = Object.entries(styles).map(([name, style], n) => {
    const x = 176 + n * 118;
    return mark(x, 20, style) + text(x + 10, 24, name);
  });
  const line = `<line x1="46" x2="70" y1="20" y2="20" stroke="${optimumColour}" stroke-width="2"/>`;
  return [line, text(76, 24, 'the optimum'), ...entries].join('\n');
};

/** Mean delay over polls, a panel for each distribution. */
export const plotOf = (results: readonly Result[]): string => {
  const width = columns * panel.width;
  const height = headHeight + Math.ceil(results.length / columns) * panel.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Mean delay over polls a task, for each schedule and distribution">`,
    '<style>text{font:12px system-ui,sans-serif;fill:#222}.tick{font-size:11px;fill:#666}</style>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    legend(),
    ...results.map(panelOf),
    '</svg>',
    '',
  ].join('\n');
};
