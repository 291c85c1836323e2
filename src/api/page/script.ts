/**
 * What the page does: it shows what `GET /events` tells and turns buttons into calls. It keeps no state but what it shows, and
 * puts everything on the page as text, never as markup.
 */
export const script = `const element = (id) => document.getElementById(id);
const MOST_FRAMES = 200;

function show(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

function notice(text) {
  element('notice').hidden = text === '';
  show(element('notice'), text);
}

async function ask(method, path, body) {
  try {
    const response = await fetch(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    notice(response.ok ? '' : (await response.json()).detail);
  } catch {
    notice('pilotwire does not answer.');
  }
}

function showUplink({ online, link, registration }) {
  const button = element('network');
  show(element('link'), link.state === 'waiting' ? 'waiting: ' + link.because : link.state);
  show(element('registration'), registration);
  show(button, online ? 'Switch the network off' : 'Switch the network on');
  button.disabled = false;
  button.onclick = () => ask('PUT', 'network', { online: !online });
}

function showLed({ colour, pulsing, situation }) {
  Object.assign(element('led').dataset, { colour, pulsing });
  show(element('situation'), (pulsing ? 'pulsing ' : '') + colour + ': ' + situation);
}

function connectorCard(id) {
  const known = element('connector-' + id);
  if (known) return known;
  const card = element('connector').content.cloneNode(true).firstElementChild;
  card.id = 'connector-' + id;
  show(card.querySelector('h3'), 'Connector ' + id);
  for (const button of card.querySelectorAll('[data-act]')) {
    button.onclick = () => ask('POST', 'connectors/' + id + '/' + button.dataset.act, {});
  }
  card.querySelector('[data-do=override]').onclick = () => ask('DELETE', 'connectors/' + id + '/randomised-delay');
  element('connectors').append(card);
  return card;
}

function showConnector(connector) {
  const { id, status, ev, meter, offeredCurrentA, limit, session, transaction, errors, randomisedDelay } = connector;
  const card = connectorCard(id);
  const kw = (meter.powerW / 1000).toFixed(1) + ' kW';
  const texts = {
    car: ev.plugged ? ev.model + ', state ' + ev.state + (ev.manual ? ' (by hand)' : '') : 'none',
    soc: ev.plugged ? ev.soc.toFixed(1) + ' %' : '–',
    meter: (meter.energyWh / 1000).toFixed(3) + ' kWh, ' + kw,
    offer: offeredCurrentA + ' A (limit ' + limit.maxCurrentA + ' A: ' + limit.source + ')',
    delay: randomisedDelay
      ? randomisedDelay.remainingSeconds + ' s, then ' + (randomisedDelay.afterwards.maxCurrentA ?? 'all that there is') + ' A'
      : 'none',
    session:
      session.phase +
      (session.idTag ? ', card ' + session.idTag : '') +
      (transaction ? ', transaction ' + (transaction.transactionId ?? 'not yet told') : ''),
    errors: errors.map((error) => error.errorCode + ' (' + error.id + ')').join(', ') || 'none',
  };
  show(card.querySelector('.status'), status);
  for (const place of card.querySelectorAll('[data-show]')) show(place, texts[place.dataset.show]);
  card.querySelector('meter').value = ev.soc ?? 0;
  card.querySelector('[data-act=plug-in]').disabled = ev.plugged;
  card.querySelector('[data-act=plug-out]').disabled = !ev.plugged;
  card.querySelector('[data-do=override]').hidden = !randomisedDelay;
}

function part(tag, text, className) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function payloadOf(text) {
  try {
    const [type, , ...rest] = JSON.parse(text);
    return JSON.stringify(type === 2 ? rest[1] : type === 3 ? rest[0] : rest, null, 2);
  } catch {
    return text;
  }
}

function showFrame({ at, direction, kind, action, latencyMs, complaint, text }) {
  const details = document.createElement('details');
  const summary = document.createElement('summary');
  const out = direction === 'out';
  summary.append(
    part('time', at.slice(11, 23)),
    part('span', out ? ' → ' : ' ← '),
    part('span', out ? 'sent ' : 'received ', 'hidden'),
    part('b', action ?? kind),
    part('span', kind === 'call' ? '' : ' ' + kind, kind === 'call' || kind === 'result' ? 'note' : 'bad'),
    part('span', latencyMs === undefined ? '' : ' ' + Math.round(latencyMs) + ' ms', 'note'),
    part('span', complaint === undefined ? '' : ' ' + complaint, 'bad'),
  );
  details.append(summary);
  details.addEventListener('toggle', () => details.append(part('pre', payloadOf(text))), { once: true });
  const item = document.createElement('li');
  item.append(details);
  const frames = element('frames');
  frames.prepend(item);
  while (frames.children.length > MOST_FRAMES) frames.lastElementChild.remove();
  element('no-frames').hidden = true;
}

const handlers = {
  hello(status) {
    document.title = status.chargePointId + ' – pilotwire';
    show(element('name'), status.chargePointId);
    const { vendor, model } = status.identity;
    show(element('model'), vendor + ' ' + model + ', firmware ' + status.firmwareVersion);
    showUplink(status);
    showLed(status.led);
    status.connectors.forEach(showConnector);
  },
  connector: showConnector,
  link: showUplink,
  registration: ({ registration }) => show(element('registration'), registration),
  led: showLed,
  frame: showFrame,
};

const events = new EventSource('events');
for (const [kind, handle] of Object.entries(handlers)) {
  events.addEventListener(kind, (event) => handle(JSON.parse(event.data)));
}
events.onopen = () => notice('');
events.onerror = () => notice('The connection to pilotwire is lost; it is being tried again.');

element('swipe').addEventListener('submit', (event) => {
  event.preventDefault();
  ask('POST', 'rfid/swipe', { idTag: element('id-tag').value });
});
`;
