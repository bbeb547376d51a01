// What happens at the node, by server-sent events. Ends while the page is hidden: a stream holds a thread of the node.

const KINDS = ['detection', 'decision', 'score', 'word', 'checkpoint', 'session'];
const HIDDEN_MS = 30_000;
const RETRY_MS = 5_000;
const PATIENCE_MS = 1_500;

/** Dispatches the kinds with their row as detail, 'again' when data has to be read anew, and 'state'. */
export class Live extends EventTarget {
  state = 'off';
  #source = null;
  #timer = 0;
  #began = false;
  #onVisibility = () => this.#visibility();

  /** Resolves when the server has begun to tell, or has let one wait. */
  start() {
    document.addEventListener('visibilitychange', this.#onVisibility);
    return new Promise((resolve) => {
      this.addEventListener('begin', resolve, { once: true });
      setTimeout(resolve, PATIENCE_MS);
      this.#open();
    });
  }

  stop() {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#began = false;
    this.#shut('off');
  }

  /** Takes the place of another window. */
  again() {
    this.#open();
  }

  #open() {
    clearTimeout(this.#timer);
    this.#source?.close();
    const source = new EventSource('/ui/live');
    this.#source = source;
    source.addEventListener('begin', () => {
      this.#set('live');
      this.dispatchEvent(new Event('begin'));
      if (this.#began) {
        this.dispatchEvent(new Event('again'));
      }
      this.#began = true;
    });
    source.addEventListener('resume', () => this.#set('live'));
    source.addEventListener('gap', () => this.dispatchEvent(new Event('again')));
    source.addEventListener('ended', () => this.#shut('elsewhere'));
    source.addEventListener('full', () => this.#later());
    source.addEventListener('error', () => (source.readyState === EventSource.CLOSED ? this.#later() : this.#set('waiting')));
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => this.dispatchEvent(new CustomEvent(kind, { detail: JSON.parse(event.data) })));
    }
  }

  #later() {
    this.#shut('waiting');
    this.#timer = setTimeout(() => this.#open(), RETRY_MS);
  }

  #shut(state) {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
    this.#set(state);
  }

  #visibility() {
    if (document.hidden) {
      this.#timer = setTimeout(() => this.#shut('paused'), HIDDEN_MS);
    } else if (this.#source === null) {
      this.#open();
    } else {
      clearTimeout(this.#timer);
    }
  }

  #set(state) {
    if (this.state !== state) {
      this.state = state;
      this.dispatchEvent(new Event('state'));
    }
  }
}
