// Small pictures of numbers. Each has its numbers as text beside it.
import { h, s } from './dom.js';
import { score as decimals } from './format.js';

const START = -210;
const SWEEP = 240;
// docs/spec/qsecbit.md 3.1
const ZONES = [
  [0, 0.445, 'green'],
  [0.45, 0.695, 'amber'],
  [0.7, 1, 'red'],
];

function polar(radius, value) {
  const angle = ((START + SWEEP * value) * Math.PI) / 180;
  return [120 + radius * Math.cos(angle), 124 + radius * Math.sin(angle)];
}

function arc(radius, from, to) {
  const [x1, y1] = polar(radius, from);
  const [x2, y2] = polar(radius, to);
  return `M${x1.toFixed(2)} ${y1.toFixed(2)}A${radius} ${radius} 0 ${(to - from) * SWEEP > 180 ? 1 : 0} 1 ${x2.toFixed(2)} ${y2.toFixed(2)}`;
}

/** A dial from 0 to 1. */
export function gauge(value, band) {
  const ticks = Array.from({ length: 21 }, (_, i) => {
    const [x1, y1] = polar(104, i / 20);
    const [x2, y2] = polar(i % 2 === 0 ? 92 : 98, i / 20);
    return s('line', { x1, y1, x2, y2, class: i % 2 === 0 ? 'tick major' : 'tick' });
  });
  const numbers = [0, 0.5, 1].map((at) => {
    const [x, y] = polar(78, at);
    return s('text', { x, y: y + 4, class: 'tick-number', 'text-anchor': 'middle' }, at === 0.5 ? '.5' : String(at));
  });
  const [nx, ny] = polar(86, value);
  const [bx, by] = polar(-16, value);
  return s(
    'svg',
    { viewBox: '0 0 240 200', class: `gauge band-${band.toLowerCase()}`, role: 'img', 'aria-label': `Qsecbit score ${decimals(value)} of 1, band ${band.toLowerCase()}` },
    ZONES.map(([from, to, name]) => s('path', { d: arc(116, from, to), class: `zone ${name}` })),
    s('path', { d: arc(108, 0, 1), class: 'track' }),
    value > 0.004 && s('path', { d: arc(108, 0, Math.min(1, value)), class: 'value' }),
    ticks,
    numbers,
    s('line', { x1: bx, y1: by, x2: nx, y2: ny, class: 'needle' }),
    s('circle', { cx: 120, cy: 124, r: 6, class: 'hub' }),
    s('text', { x: 120, y: 172, class: 'reading', 'text-anchor': 'middle' }, decimals(value)),
    s('text', { x: 120, y: 193, class: 'band', 'text-anchor': 'middle' }, band),
  );
}

/** A bar from 0 to 1, with a part of it marked. */
export function bar(whole, part) {
  return s('svg', { viewBox: '0 0 100 8', preserveAspectRatio: 'none', class: 'bar', 'aria-hidden': 'true' }, s('rect', { x: 0, y: 0, width: 100, height: 8, class: 'track' }), s('rect', { x: 0, y: 0, width: 100 * whole, height: 8, class: 'whole' }), s('rect', { x: 0, y: 0, width: 100 * part, height: 8, class: 'part' }));
}

/** The recent course of a number between 0 and 1. */
export function sparkline(points, label) {
  if (points.length < 2) {
    return h('p', { class: 'empty' }, 'The course of the score will be here after some seconds.');
  }
  const first = points[0].micros;
  const width = Math.max(1, points[points.length - 1].micros - first);
  const at = (point) => `${(((point.micros - first) / width) * 600).toFixed(1)} ${(78 - point.value * 76).toFixed(1)}`;
  const line = points.map(at).join('L');
  const marks = [0.45, 0.7].map((y) => s('line', { x1: 0, x2: 600, y1: 78 - y * 76, y2: 78 - y * 76, class: 'grid' }));
  return s('svg', { viewBox: '0 0 600 80', preserveAspectRatio: 'none', class: 'sparkline', role: 'img', 'aria-label': label }, marks, s('path', { d: `M0 80L${line}L600 80Z`, class: 'area' }), s('path', { d: `M${line}`, class: 'line' }));
}
