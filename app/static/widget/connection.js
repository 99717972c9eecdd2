// Requests to the help centre, and the stream of what agents do.
const PATIENCE_MS = 30_000;
const RETRY_MS = 1_000;
const PAUSE_MS = 5_000;

/** `status` is 0 without an answer; `wait` is how long the server asked to wait, in milliseconds. */
export class ApiError extends Error {
  constructor(status, problem = {}, wait = 0) {
    super(problem.detail || `HTTP ${status}`);
    Object.assign(this, { status, wait, code: problem.code, parameter: problem.parameter });
  }

  /** Whether the same request may succeed later. */
  get passes() {
    return [0, 408, 429].includes(this.status) || this.status >= 500 || this.code === "conversation_busy";
  }
}

export class Api {
  constructor(base) {
    this.base = base;
  }

  /** The JSON that is answered. Throws ApiError. */
  async ask(path, { token, method = "GET", body } = {}) {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await this.fetch(path, token, { method, signal, body: body && JSON.stringify(body) });
    return response.json().catch(() => {
      throw new ApiError(0); // It broke off.
    });
  }

  async fetch(path, token, options) {
    const headers = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (options.body) headers["Content-Type"] = "application/json";
    const response = await fetch(`${this.base}api/v1/${path}`, { ...options, headers, credentials: "omit", cache: "no-store" }).catch(() => {
      throw new ApiError(0);
    });
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    throw new ApiError(response.status, problem, (Number(response.headers.get("Retry-After")) || 0) * 1000);
  }

  /** Streams to `onEvent(name, data)` until `signal`; `catchUp()` gives the last message's number before each try. */
  async follow(path, token, { catchUp, onEvent, signal }) {
    while (!signal.aborted) {
      let wait = RETRY_MS;
      try {
        const response = await this.fetch(`${path}?after=${await catchUp()}`, token, { signal });
        await read(response.body, onEvent);
      } catch (error) {
        if (error.status === 404) return;
        wait = error.wait || PAUSE_MS;
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

// EventSource cannot send a token. Source: WHATWG HTML, "Server-sent events".
async function read(body, onEvent) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const { name = "message", data } = Object.fromEntries([...event.matchAll(/^(event|data): ?(.*)$/gm)].map(([, field, text]) => [field === "event" ? "name" : field, text]));
      if (data) onEvent(name, JSON.parse(data));
    }
  }
}
