// What an operator may do to an instance: one dialog, one request. Who may not never sees it, and the server refuses anyway.
// What came of it is shown by the stream, to everybody alike.
export const mayOperate = document.documentElement.dataset.operator === 'true';

const API = '/api/v1/ha/load-balancer';
const CHANGES = { actWeight: { weight: 0 }, actDrain: { status: 'DRAINING' }, actMaintenance: { status: 'MAINTENANCE' }, actLift: null };

const $ = id => document.getElementById(id);
let acting = null;                   // the instance that the dialog is about
let words = null;

/** A button that opens the dialog; `read` gives the instance as it is then, `t` the words of the language that is chosen. */
export function actionsButton(read, t) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'more';
  button.textContent = '⋯';
  button.addEventListener('click', () => open(read(), t()));
  return button;
}

function open(backend, t) {
  if (!backend) return;
  acting = backend;
  words = t;
  $('actTitle').textContent = `${backend.service} / ${backend.id}`;
  $('actNow').textContent = t.imposed(backend.override);
  $('actReason').value = '';
  $('actError').hidden = true;
  for (const name of Object.keys(CHANGES)) $(name).textContent = t[name];
  $('actLift').hidden = !backend.override;
  $('act').showModal();
}

async function send(change) {
  const name = [acting.service, acting.id].map(encodeURIComponent).join('/');
  const reason = $('actReason').value.trim();
  const answer = await fetch(`${API}/${change ? 'backends' : 'overrides'}/${name}`, {
    method: change ? 'PATCH' : 'DELETE',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json, application/problem+json', 'X-XSRF-TOKEN': token() },
    body: change ? JSON.stringify(reason ? { ...change, reason } : change) : undefined,
  });
  if (!answer.ok) throw new Error((await answer.json().catch(() => null))?.detail ?? words.refused(answer.status));
}

function token() {
  return document.cookie.split('; ').find(c => c.startsWith('HA_ADMIN_CSRF='))?.slice('HA_ADMIN_CSRF='.length) ?? '';
}

for (const [name, change] of mayOperate ? Object.entries(CHANGES) : []) {
  $(name).addEventListener('click', async () => {
    const buttons = Object.keys(CHANGES).map($);
    for (const button of buttons) button.disabled = true;
    try {
      await send(change);
      $('act').close();
    } catch (failure) {
      $('actError').textContent = failure.message;
      $('actError').hidden = false;
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  });
}
