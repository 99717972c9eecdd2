// Requests to the help centre. No cookies: a conversation is held by its token.
const PATIENCE_MS = 30_000;

/** `status` is 0 where there was no answer at all; `retryAfter` is in seconds. */
export class ApiError extends Error {
  constructor(status, problem = {}, retryAfter = 0) {
    super(problem.detail || `HTTP ${status}`);
    Object.assign(this, { status, code: problem.code, detail: problem.detail, parameter: problem.parameter, retryAfter });
  }

  /** Whether the same request may succeed later. */
  get passes() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500 || this.code === "conversation_busy";
  }
}

export class Api {
  constructor(base) {
    this.base = base;
  }

  get(path, token) {
    return this.#call("GET", path, token);
  }

  post(path, body, token) {
    return this.#call("POST", path, token, JSON.stringify(body));
  }

  delete(path, token) {
    return this.#call("DELETE", path, token);
  }

  async #call(method, path, token, body) {
    const response = await this.fetch(path, token, { method, body, signal: AbortSignal.timeout(PATIENCE_MS) });
    try {
      return await response.json();
    } catch {
      throw new ApiError(0); // It broke off, or something between answered.
    }
  }

  /** The response where it is a good one. Throws ApiError. */
  async fetch(path, token, options) {
    const headers = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (options.body) headers["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch(`${this.base}api/v1/${path}`, { ...options, headers, credentials: "omit", cache: "no-store" });
    } catch {
      throw new ApiError(0);
    }
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    throw new ApiError(response.status, problem, Number(response.headers.get("Retry-After")) || 0);
  }
}
