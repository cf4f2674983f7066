// The dashboard: reads the lists once, then lives on the stream. Text goes in as textContent only, never as markup.
import { actionsButton, mayOperate } from './operate.js';
import { STRINGS } from './strings.js';

const API = '/api/v1/ha';
const STATES = ['UNKNOWN', 'STARTING', 'UP', 'SUSPECT', 'DOWN', 'DRAINING', 'MAINTENANCE'];
const MOST_EVENTS = 500;
const PAGE = 1000;
const LEASE_POLL_MS = 2000;
const LEASE = 8;
const COLUMNS = mayOperate ? 10 : 9;

const $ = id => document.getElementById(id);
const keyOf = (service, id) => `${service}/${id}`;

const backends = new Map();          // key -> backend, as last heard
const leases = new Map();            // key -> seconds left when last asked
const rows = new Map();              // key -> its <tr>
const groups = new Map();            // service -> its <tbody>
const events = [];                   // newest first
const eventIds = new Set();
let status = null;
let olderCursor = null;
let held = null;                     // stream messages that arrive while the lists are read
let again = false;                   // the stream lost something while they were read: read them once more
let paused = 0, pausing = false;
let clockOffset = 0;                 // server's clock minus this one, ms
let language = remembered('language') ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');
let t = STRINGS[language];

// ---- the stream and the lists

let source = null, retry = 0;

function connect() {
  show('connecting');
  source = new EventSource(`${API}/stream`);
  source.addEventListener('hello', e => { retry = 0; show('live'); if (!JSON.parse(e.data).resumed) loadAll(); });
  source.addEventListener('reset', () => { show('live'); loadAll(); });
  for (const name of ['instance', 'event', 'status']) {
    source.addEventListener(name, e => {
      const message = { name, data: JSON.parse(e.data) };
      if (held) held.push(message); else apply(message, true);
    });
  }
  source.onerror = async () => {
    if (source.readyState !== EventSource.CLOSED) { show('lost'); return; }    // the browser comes back by itself
    show('lost');
    const probe = await fetch(`${API}/status`).catch(() => null);
    if (probe?.status === 401) { show('signedOut'); return; }
    retry = Math.min(retry + 1, 5);
    setTimeout(connect, 500 * 2 ** retry * (0.5 + Math.random()));
  };
}

async function get(path) {
  const answer = await fetch(API + path, { headers: { Accept: 'application/json' } });
  if (answer.status === 401) show('signedOut');
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

async function allBackends() {
  const items = [];
  for (let cursor = null; ;) {
    const page = await get(`/load-balancer/backends?limit=${PAGE}${cursor ? `&cursor=${cursor}` : ''}`);
    items.push(...page.items);
    cursor = page.nextCursor;
    if (!cursor) return items;
  }
}

async function loadAll() {
  if (held) { again = true; return; }
  held = [];
  again = false;
  try {
    const [now, list, history] = await Promise.all([get('/status'), allBackends(), get('/failover/events?limit=100')]);
    status = now;
    clockOffset = Date.parse(now.time) - Date.now();
    takeBackends(list);
    events.length = 0;
    eventIds.clear();
    for (const event of history.items) { events.push(event); eventIds.add(event.id); }
    olderCursor = history.nextCursor;
    const waiting = held;
    held = null;
    for (const message of waiting) apply(message, false);
    drawAll();
    if (again) loadAll();
  } catch (failure) {
    console.warn(failure);
    held = null;
    setTimeout(loadAll, 2000);
  }
}

function takeBackends(list) {
  const seen = new Set();
  for (const backend of list) {
    const key = keyOf(backend.service, backend.id);
    seen.add(key);
    backends.set(key, backend);
    leases.set(key, backend.leaseExpiresAt === null ? null : (Date.parse(backend.leaseExpiresAt) - serverNow()) / 1000);
  }
  for (const key of [...backends.keys()]) if (!seen.has(key)) { backends.delete(key); leases.delete(key); }
}

function apply({ name, data }, draw) {
  if (name === 'status') {
    status = data;
    if (draw) { drawOverview(); drawServices(); }
  } else if (name === 'instance') {
    const key = keyOf(data.service, data.id);
    if (data.backend) backends.set(key, data.backend); else { backends.delete(key); leases.delete(key); }
    if (draw) { drawRow(key, true); drawShown(); }
  } else if (!eventIds.has(data.id)) {
    eventIds.add(data.id);
    events.unshift(data);
    if (events.length > MOST_EVENTS) eventIds.delete(events.pop().id);
    if (draw) drawEvent(data);
  }
}

// leases move with every renewal and are not streamed: ask while somebody looks
async function pollLeases() {
  if (!document.hidden && !held && status && backends.size <= PAGE && source?.readyState === EventSource.OPEN) {
    try {
      const page = await get(`/load-balancer/backends?limit=${PAGE}`);
      for (const b of page.items) {
        const key = keyOf(b.service, b.id);
        if (!backends.has(key)) continue;
        leases.set(key, b.leaseExpiresAt === null ? null : (Date.parse(b.leaseExpiresAt) - serverNow()) / 1000);
        const row = rows.get(key);
        if (row) fillLease(row.cells[LEASE], key);
      }
    } catch (failure) { console.warn(failure); }
  }
  setTimeout(pollLeases, LEASE_POLL_MS);
}

// ---- drawing

function drawAll() { drawWords(); drawOverview(); drawFleet(); drawEvents(); }

function drawWords() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const element of document.querySelectorAll('[data-t]')) element.textContent = t[element.dataset.t];
  $('search').placeholder = t.search;
  const other = language === 'zh' ? ['English', 'en'] : ['中文', 'zh'];
  $('language').textContent = other[0];
  $('language').lang = other[1];
  for (const option of $('state').options) if (option.value) option.textContent = t.states[option.value];
  drawPause();
  show(state);
}

function drawOverview() {
  if (!status) return;
  const counts = total(status.services);
  const all = Object.values(counts).reduce((a, b) => a + b, 0);
  const verdict = $('verdict');
  verdict.textContent = t.verdict[status.status];
  verdict.className = `pill ${status.status}`;
  setText($('sentence'), t.sentence(counts.UP ?? 0, all, others(counts), status.registry.status === 'UP'));
  drawRegistry();
  const r = status.registry;
  const list = status.findings.slice(0, 20).map(f => item(t.finding(f), f.code === 'SERVICE_DOWN' || f.code === 'REGISTRY_NEVER_REACHED'));
  if (r.protection.active) list.push(item(t.protection(r.protection), false));
  $('findings').replaceChildren(...list);
  document.title = `${t.verdict[status.status]} · HA Platform`;
}

/** Apart from the rest because it counts: while the registry is away nothing else is news, and its age must go on. */
function drawRegistry() {
  const r = status?.registry;
  if (r) setText($('registry'), t.registry(r, r.since ? span(r.since) : ''));
}

function item(text, severe) {
  const li = document.createElement('li');
  li.textContent = text;
  if (severe) li.className = 'severe';
  return li;
}

function drawFleet() {
  for (const body of groups.values()) body.remove();
  groups.clear();
  rows.clear();
  for (const key of [...backends.keys()].sort()) drawRow(key, false);
  drawServices();
  drawShown();
}

function drawRow(key, fresh) {
  const backend = backends.get(key);
  let row = rows.get(key);
  if (!backend) {
    const body = row?.parentElement;
    row?.remove();
    rows.delete(key);
    if (body && body.rows.length === 1) { groups.delete(body.dataset.service); body.remove(); }
    return;
  }
  if (!row) {
    row = document.createElement('tr');
    for (let i = 0; i < COLUMNS; i++) row.append(document.createElement('td'));
    if (mayOperate) row.cells[LEASE + 1].append(actionsButton(() => backends.get(key), () => t));
    row.dataset.key = key;
    insertSorted(group(backend.service), row, key);
    rows.set(key, row);
  }
  const c = row.cells;
  c[0].className = 'id';
  c[0].replaceChildren(backend.id, ...backend.tags.map(tag));
  c[1].replaceChildren(pill(backend.status));
  c[2].replaceChildren(since(backend.statusSince));
  c[3].className = 'wide';
  c[3].textContent = backend.reason ?? '';
  c[4].className = 'num';
  c[4].textContent = backend.weight;
  c[5].textContent = [backend.region, backend.zone].filter(Boolean).join(' / ') || t.none;
  c[6].textContent = backend.version ?? t.none;
  c[7].className = 'id';
  c[7].textContent = `${backend.scheme === 'https' ? 'https://' : ''}${address(backend)}`;
  fillLease(c[LEASE], key);
  if (mayOperate) c[LEASE + 1].firstChild.ariaLabel = `${t.actions}: ${key}`;
  row.className = `${backend.status}${fresh ? ' fresh' : ''}`;
  row.hidden = !matches(backend);
}

function fillLease(cell, key) {
  const left = leases.get(key);
  cell.className = 'num';
  if (left === undefined || left === null) { cell.textContent = t.none; return; }
  cell.textContent = left >= 0 ? t.leaseLeft(left.toFixed(1)) : t.leaseOver((-left).toFixed(0));
  if (left < 1) cell.classList.add('late');
}

function group(service) {
  let body = groups.get(service);
  if (!body) {
    body = document.createElement('tbody');
    body.dataset.service = service;
    const head = body.insertRow();
    head.className = 'service';
    const th = document.createElement('th');
    th.colSpan = COLUMNS;
    th.scope = 'rowgroup';
    th.append(service);
    const facts = document.createElement('span');
    facts.className = 'facts';
    th.append(facts);
    head.append(th);
    groups.set(service, body);
    const next = [...groups.keys()].filter(name => name > service).sort()[0];
    $('fleet').insertBefore(body, next ? groups.get(next) : null);
  }
  return body;
}

function insertSorted(body, row, key) {
  let after = null;
  for (const other of [...body.rows].slice(1)) if (other.dataset.key > key) { after = other; break; }
  body.insertBefore(row, after);
}

function drawServices() {
  for (const service of status?.services ?? []) {
    const facts = groups.get(service.name)?.querySelector('.facts');
    if (!facts) continue;
    const words = [t.counts(service.instances, others(service.states)), service.strategy.toLowerCase().replaceAll('_', ' ')];
    words.push(...service.breakers.filter(b => b.state !== 'CLOSED').map(t.breaker));
    facts.textContent = words.join(' · ');
  }
}

function drawShown() {
  let shown = 0;
  for (const [key, row] of rows) {
    row.hidden = !matches(backends.get(key));
    if (!row.hidden) shown++;
  }
  for (const body of groups.values()) body.hidden = [...body.rows].slice(1).every(row => row.hidden);
  setText($('shown'), t.shown(shown, rows.size));
  $('nobody').hidden = shown > 0;
  $('nobody').textContent = rows.size ? t.noMatch : t.nobody;
}

function matches(backend) {
  const wantedState = $('state').value;
  const words = $('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  const text = [backend.id, backend.service, backend.zone, backend.region, backend.version, ...backend.tags].join(' ').toLowerCase();
  return (!wantedState || backend.status === wantedState) && words.every(word => text.includes(word));
}

function drawEvents() {
  const body = $('events').tBodies[0];
  body.replaceChildren(...events.map(eventRow));
  paused = 0;
  drawEventEdges();
}

function drawEvent(event) {
  if (pausing) { paused++; drawPause(); return; }
  const body = $('events').tBodies[0];
  const row = eventRow(event);
  row.classList.add('fresh');
  body.prepend(row);
  while (body.rows.length > MOST_EVENTS) body.lastElementChild.remove();
  drawEventEdges();
}

function drawEventEdges() {
  $('older').hidden = !olderCursor || events.length >= MOST_EVENTS;
  $('nothing').hidden = events.length > 0;
  $('nothing').textContent = t.nothing;
  drawPause();
}

function drawPause() {
  $('pause').textContent = pausing ? (paused ? t.paused(paused) : t.resume) : t.pause;
  $('pause').setAttribute('aria-pressed', String(pausing));
}

function eventRow(event) {
  const row = document.createElement('tr');
  const time = document.createElement('time');
  time.dateTime = event.at;
  time.title = event.at;
  time.textContent = clock(event.at);
  const who = [event.service, event.instance].filter(Boolean).join(' · ');
  cell(row, time);
  cell(row, t.types[event.type] ?? event.type);
  cell(row, who || t.none).className = 'id';
  cell(row, ...transition(event)).className = 'wide';
  cell(row, event.reason ?? '').className = 'wide';
  cell(row, event.by);
  return row;
}

function transition(event) {
  const side = value => STATES.includes(value) ? pill(value) : value;
  if (event.from && event.to) return [side(event.from), ' → ', side(event.to)];
  return [event.to ? side(event.to) : event.from ? side(event.from) : ''];
}

// ---- small things

let state = 'connecting';
function show(what) {
  state = what;
  const live = $('live');
  document.body.classList.toggle('stale', what === 'lost' || what === 'signedOut');     // shown, but no longer the truth
  live.className = `live ${what === 'live' ? 'on' : what === 'connecting' ? '' : 'off'}`;
  if (what === 'signedOut') {
    const link = document.createElement('a');
    link.href = '/login';
    link.textContent = t.signedOut;
    live.replaceChildren(link);
  } else setText(live, t[what]);
}

function cell(row, ...content) { const td = row.insertCell(); td.append(...content); return td; }
function setText(element, text) { if (element.textContent !== text) element.textContent = text; }
function serverNow() { return Date.now() + clockOffset; }
function clock(iso) { return new Date(iso).toLocaleTimeString(language === 'zh' ? 'zh-CN' : 'en-GB'); }
function address(b) { return `${b.host.includes(':') ? `[${b.host}]` : b.host}:${b.port}`; }

function span(iso) {
  const s = Math.max(0, Math.floor((serverNow() - Date.parse(iso)) / 1000));
  if (s < 60) return t.ago.s(s);
  if (s < 3600) return t.ago.m(Math.floor(s / 60));
  return s < 86400 ? t.ago.h(Math.floor(s / 3600)) : t.ago.d(Math.floor(s / 86400));
}

function since(iso) {
  const time = document.createElement('time');
  time.dateTime = iso;
  time.title = new Date(iso).toLocaleString();
  time.textContent = span(iso);
  return time;
}

function pill(status) {
  const element = document.createElement('span');
  element.className = `pill ${status}`;
  element.textContent = t.states[status] ?? status;
  return element;
}

function tag(text) {
  const element = document.createElement('span');
  element.className = 'tag';
  element.textContent = text;
  return element;
}

function total(services) {
  const counts = {};
  for (const service of services) for (const [name, n] of Object.entries(service.states)) counts[name] = (counts[name] ?? 0) + n;
  return counts;
}

function others(counts) { return STATES.filter(s => s !== 'UP' && counts[s]).map(s => [counts[s], t.states[s]]); }

function remembered(name) { try { return localStorage.getItem(`ha.${name}`); } catch { return null; } }
function remember(name, value) { try { localStorage.setItem(`ha.${name}`, value); } catch { /* a private window */ } }

// ---- controls; the filter lives in the address, so that a view can be sent to somebody

function readHash() {
  const hash = new URLSearchParams(location.hash.slice(1));
  $('search').value = hash.get('q') ?? '';
  $('state').value = STATES.includes(hash.get('state')) ? hash.get('state') : '';
}

function writeHash() {
  const hash = new URLSearchParams();
  if ($('search').value) hash.set('q', $('search').value);
  if ($('state').value) hash.set('state', $('state').value);
  history.replaceState(null, '', hash.size ? `#${hash}` : location.pathname);
  drawShown();
}

if (mayOperate) {
  const head = document.createElement('th');
  head.scope = 'col';
  head.dataset.t = 'actions';
  $('fleet').tHead.rows[0].append(head);
}
for (const name of STATES) $('state').append(new Option(name, name));
$('search').addEventListener('input', writeHash);
$('state').addEventListener('change', writeHash);
$('language').addEventListener('click', () => {
  language = language === 'zh' ? 'en' : 'zh';
  t = STRINGS[language];
  remember('language', language);
  drawAll();
});
$('theme').addEventListener('click', () => {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'light' : 'dark';
  remember('theme', document.documentElement.dataset.theme);
});
$('pause').addEventListener('click', () => { pausing = !pausing; if (pausing) drawPause(); else drawEvents(); });
$('older').addEventListener('click', async () => {
  const page = await get(`/failover/events?limit=100&cursor=${olderCursor}`);
  for (const event of page.items) if (!eventIds.has(event.id)) { eventIds.add(event.id); events.push(event); }
  olderCursor = page.nextCursor;
  drawEvents();
});
addEventListener('hashchange', () => { readHash(); drawShown(); });

const theme = remembered('theme');
if (theme) document.documentElement.dataset.theme = theme;
readHash();
drawWords();
connect();
pollLeases();
setInterval(() => {
  for (const time of $('fleet').getElementsByTagName('time')) setText(time, span(time.dateTime));
  drawRegistry();
}, 1000);
