// How messages get to the server: once and in order.
export function createSender(api, outbox, conversation) {
  let isSending = false;

  // Each try holds a lock, so that tabs take turns, and gives it back while it waits for the next.
  async function drain() {
    if (isSending) return;
    isSending = true;
    for (let next; (next = conversation.unsent.find(({ fault }) => !fault)); ) {
      const wait = await exclusively(api.base, () => send(next.id));
      conversation.changed();
      if (wait) await api.pause(wait);
    }
    isSending = false;
  }

  // The milliseconds to wait before another try, if any.
  async function send(id) {
    const message = outbox.get(id);
    if (!message || message.fault) return; // Another tab was quicker.
    let session;
    try {
      session = conversation.session ?? (await conversation.open());
      const body = { client_message_id: id, text: message.text, choice: message.choice };
      await conversation.ask("/messages", { method: "POST", body }, session);
      await conversation.pull();
      outbox.remove(id);
    } catch (error) {
      if (error.passes || session?.id !== conversation.session?.id) return api.failed(error);
      outbox.mark(id, error.message);
    }
  }

  return drain;
}

// Without locks two tabs may send a message at once: by its id it counts as one.
async function exclusively(name, act) {
  try {
    return await navigator.locks.request(`barodap ${name}`, act);
  } catch {
    return act();
  }
}
