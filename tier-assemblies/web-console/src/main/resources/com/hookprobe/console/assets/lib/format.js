// Times, numbers and names for people.
import { h } from './dom.js';

const STEPS = [
  [60, 1, 's'],
  [3600, 60, 'min'],
  [86_400, 3600, 'h'],
  [Infinity, 86_400, 'd'],
];
const ABSOLUTE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

function relative(micros) {
  const seconds = (micros / 1000 - Date.now()) / 1000;
  const size = Math.abs(seconds);
  const [, unit, name] = STEPS.find(([below]) => size < below);
  const count = Math.floor(size / unit);
  if (size < 1.5) {
    return 'now';
  }
  return seconds < 0 ? `${count} ${name} ago` : `in ${count} ${name}`;
}

export const absolute = (micros) => ABSOLUTE.format(new Date(micros / 1000));

/** How long ago, or until when; the moment itself shows on hover. */
export function time(micros) {
  if (!micros) {
    return 'never';
  }
  return h('time', { datetime: new Date(micros / 1000).toISOString(), title: absolute(micros), 'data-micros': micros }, relative(micros));
}

/** Keeps all times on the page true. */
export function tick() {
  for (const element of document.querySelectorAll('time[data-micros]')) {
    const text = relative(Number(element.dataset.micros));
    if (element.textContent !== text) {
      element.textContent = text;
    }
  }
}

/** A span of microseconds. */
export function span(micros) {
  if (micros < 1000) {
    return `${micros} µs`;
  }
  if (micros < 1_000_000) {
    return `${(micros / 1000).toFixed(micros < 10_000 ? 1 : 0)} ms`;
  }
  const seconds = micros / 1_000_000;
  return seconds < 90 ? `${seconds.toFixed(1)} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

const ACRONYMS = /\b(arp|c2|ddos|dhcp|dns|dos|ftp|http|icmp|ids|ip|mac|sql|ssh|ssl|syn|tcp|tls|udp|xss)\b/g;

/** SYN_FLOOD becomes SYN flood. */
export function words(name) {
  const text = name.toLowerCase().replaceAll('_', ' ').replace(ACRONYMS, (word) => word.toUpperCase());
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const score = (value) => value.toFixed(2);

/** A hash of which the beginning shows, and all of it on hover. */
export const hash = (text, digits = 10) => h('code', { class: 'hash', title: text }, text.length > digits ? `${text.slice(0, digits)}…` : text);

export const plural = (count, one, many = `${one}s`) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
