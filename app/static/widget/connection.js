// Requests to the help centre, and its stream.
const PATIENCE_MS = 30_000;
const RETRY_MS = 1_000;
const PAUSE_MS = 5_000;
const LONGEST_WAIT_MS = 30_000;
const SILENCE_MS = 10_000; // A stream says something every second.

/** `status` is 0 without an answer, `wait` the milliseconds that the server asks for. */
export class ApiError extends Error {
  constructor(status, problem = {}, wait = 0) {
    super(problem.detail || `HTTP ${status}`);
    Object.assign(this, problem, { status, wait });
  }

  /** Whether a later try may succeed. */
  get passes() {
    return [0, 408, 429].includes(this.status) || this.status >= 500 || this.code === "conversation_busy";
  }
}

function broken() {
  throw new ApiError(0);
}

export class Api extends EventTarget {
  isConnected = true;
  #failures = 0;

  constructor(base) {
    super();
    this.base = base;
  }

  /** The JSON that is answered. Throws ApiError. */
  async ask(path, { token, method, body } = {}) {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await this.fetch(path, token, { method, signal, body: body && JSON.stringify(body) });
    const answer = await response.json().catch(broken);
    this.isConnected = true;
    this.#failures = 0;
    return answer;
  }

  /** The milliseconds to wait after `error`. */
  failed({ status, wait }) {
    this.isConnected = status !== 0 && status < 500;
    return wait || Math.min(500 * 2 ** this.#failures++, LONGEST_WAIT_MS);
  }

  /** Wait so long, or until `wake`. */
  pause(milliseconds) {
    return new Promise((resolve) => {
      this.addEventListener("wake", resolve, { once: true });
      setTimeout(resolve, milliseconds);
    });
  }

  wake() {
    this.dispatchEvent(new Event("wake"));
  }

  async fetch(path, token, options) {
    const headers = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (options.body) headers["Content-Type"] = "application/json";
    const response = await fetch(`${this.base}api/v1/${path}`, { ...options, headers, credentials: "omit", cache: "no-store" }).catch(broken);
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    throw new ApiError(response.status, problem, (Number(response.headers.get("Retry-After")) || 0) * 1000);
  }

  /** Streams to `onEvent(name, data)` until the end, `signal` or silence: the milliseconds to wait then. */
  async listen(path, token, signal, onEvent) {
    const silence = new AbortController();
    let timer;
    const hear = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
    };
    hear();
    try {
      // EventSource cannot send a token.
      const { body } = await this.fetch(path, token, { signal: AbortSignal.any([signal, silence.signal]) });
      const reader = body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = ""; ; ) {
        const { value, done } = await reader.read();
        if (done) return RETRY_MS;
        hear();
        const events = (rest + value).split("\n\n");
        rest = events.pop();
        for (const event of events) {
          const [, name, data] = event.match(/^event: (.+)\ndata: (.+)$/m) ?? [];
          if (data) onEvent(name, JSON.parse(data));
        }
      }
    } catch ({ wait }) {
      return wait || PAUSE_MS;
    } finally {
      clearTimeout(timer);
    }
  }
}
