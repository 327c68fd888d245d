// Talks to the playground's own server, and to nothing else.

export class Refused extends Error {
  constructor(message, status, body) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

const reason = (body, status) =>
  body?.detail || body?.description || body?.error || body?.title || `HTTP ${status}`;

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
  } catch {
    throw new Refused("the playground does not answer", 0, null);
  }
  const text = await response.text();
  let body = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    body = { detail: text.slice(0, 200) };
  }
  if (!response.ok) throw new Refused(String(reason(body, response.status)), response.status, body);
  return { status: response.status, body };
}

export const get = async (path) => (await call(path, {})).body;

export const exchange = (path, value) =>
  call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(value),
  });

export const post = async (path, value) => (await exchange(path, value)).body;
