// What agents do, as it happens. EventSource cannot send a token, so the stream is read by fetch.
// Source: WHATWG HTML, section 9.2, "Server-sent events".
const PAUSE_MS = 5_000;

/** Calls `onEvent(name, data)` until `signal` is aborted; before each connection, and instead of one, `onGap()`. */
export async function follow(api, path, token, { onEvent, onGap, signal }) {
  while (!signal.aborted) {
    let pause = 0;
    try {
      const after = await onGap();
      const response = await api.fetch(`${path}?after=${after}`, token, { signal });
      await read(response.body, onEvent);
    } catch (error) {
      if (signal.aborted) return;
      if (error.status === 404) return;
      pause = error.retryAfter * 1000 || PAUSE_MS; // Offline, or the server holds no more streams: asked now and then.
    }
    if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function read(body, onEvent) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const fields = Object.fromEntries(event.split("\n").map((line) => line.match(/^(\w*): ?(.*)$/)?.slice(1) ?? []).filter(([name]) => name));
      if (fields.data) onEvent(fields.event ?? "message", JSON.parse(fields.data));
    }
  }
}
