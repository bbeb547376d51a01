// Requests to this console's own server.

/** What the server says when it does not do what it was asked: title, expected, found, advice. */
export class Problem extends Error {
  constructor(status, told) {
    super(told.title ?? 'No answer');
    this.status = status;
    this.expected = told.expected ?? '';
    this.found = told.found ?? '';
    this.advice = told.advice ?? '';
  }
}

/** Where a 401 is an answer about what was asked, and not about the session. */
const DOORS = new Set(['/ui/api/me', '/ui/api/login', '/ui/api/first', '/ui/api/password']);

let onLoggedOut = () => {};

/** Called when the server no longer knows the session. */
export function whenLoggedOut(action) {
  onLoggedOut = action;
}

async function send(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: 'same-origin', redirect: 'error', ...options });
  } catch {
    throw new Problem(0, { title: 'The node does not answer', expected: 'an answer', found: 'none', advice: 'see whether it runs and try again' });
  }
  if (response.ok) {
    return response;
  }
  const told = await response.json().catch(() => ({ title: `Status ${response.status}` }));
  const problem = new Problem(response.status, told);
  if (response.status === 401 && !DOORS.has(path)) {
    onLoggedOut();
  }
  throw problem;
}

/** Reads something. Parameters that are empty are left out. */
export async function get(path, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== '' && value !== undefined));
  const text = query.toString();
  return (await send(text ? `${path}?${text}` : path)).json();
}

export async function bytes(path) {
  return new Uint8Array(await (await send(path)).arrayBuffer());
}

/** Changes something. */
export async function post(path, body = {}) {
  const headers = { 'Content-Type': 'application/json', 'X-HookProbe-Console': '1' };
  return (await send(path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
}
