'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const details = document.getElementById('details');
  const status = document.getElementById('status');
  /** The event whose effects are shown; the first is none: what the files say. */
  let shown = data.views[0];
  /** The job whose details are open: its workflow and its element. */
  let open;

  // Everything is set as text or attribute, never as HTML: names come from the files.
  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== undefined));
    return made;
  }

  // What stands between backticks is a name or value from a file.
  function prose(text) {
    return text.split('`').map((part, number) => (number % 2 === 1 ? element('code', {}, part) : part));
  }

  function icon(state) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    for (const [key, value] of Object.entries({ class: 'mark-icon', viewBox: '-9 -9 18 18', 'aria-hidden': 'true' })) svg.setAttribute(key, value);
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    use.setAttribute('href', `#mark-${state}`);
    svg.append(use);
    return svg;
  }

  function stateElement(state, words) {
    return element('span', { class: 'state', 'data-state': state }, icon(state), words ?? data.words[state]);
  }

  function workflowElements() {
    return [...document.querySelectorAll('.workflow')];
  }

  function jobElements(workflow) {
    return [...workflow.querySelectorAll('.job[role="button"]')];
  }

  function rowElements(workflow) {
    return [...workflow.querySelectorAll('.row')];
  }

  // ---- choosing an event

  function show(index) {
    shown = data.views[index] ?? data.views[0];
    workflowElements().forEach((workflow, number) => showWorkflow(workflow, shown.workflows[number]));
    status.textContent = shown.summary;
    if (open) fillDetails();
  }

  function showWorkflow(workflow, view) {
    workflow.dataset.starts = String(view.starts ?? '');
    workflow.open = view.starts !== false;
    workflow.querySelector('summary .state').replaceWith(stateOf(view));
    workflow.querySelector('.because').replaceChildren(...prose(view.because));
    workflow.querySelector('.notes').replaceChildren(...view.notes.map((note) => element('li', {}, ...prose(note))));
    for (const drawn of workflow.querySelectorAll('svg.graph, .stages')) drawn.classList.toggle('asleep', view.starts === false);
    jobElements(workflow).forEach((job, number) => showJob(job, view.jobs[number]));
    for (const row of rowElements(workflow)) showRow(row, view.jobs[Number(row.dataset.number)]);
    const skipped = new Set(view.jobs.filter(({ result }) => result === 'skipped').map(({ key }) => key));
    for (const edge of workflow.querySelectorAll('.edge')) edge.classList.toggle('dim', skipped.has(edge.dataset.from) || skipped.has(edge.dataset.to));
  }

  function stateOf({ starts, result }) {
    if (starts === undefined) return element('span', { class: 'state' });
    if (!starts) return element('span', { class: 'state soft' }, 'does not start');
    return result ? stateElement(result) : element('span', { class: 'state' }, 'starts');
  }

  function showJob(job, view) {
    const state = view.result ?? 'none';
    job.dataset.state = state;
    job.querySelector('.mark').setAttribute('href', `#mark-${state}`);
    job.querySelectorAll('.name').forEach((line, number) => {
      line.textContent = view.lines[number] ?? '';
    });
    job.querySelector('.detail').textContent = view.detail;
    job.setAttribute('aria-label', view.label);
  }

  function showRow(row, view) {
    row.dataset.state = view.result ?? 'none';
    row.querySelector('use').setAttribute('href', `#mark-${view.result ?? 'none'}`);
    row.querySelector('.name').textContent = view.name;
    row.querySelector('.told').textContent = view.told;
  }

  // ---- the details of a job

  function choose(job) {
    const workflow = job.closest('.workflow');
    unmark();
    const number = job.matches('.row') ? Number(job.dataset.number) : jobElements(workflow).indexOf(job);
    open = { job, workflow: workflowElements().indexOf(workflow), number };
    job.setAttribute('aria-pressed', 'true');
    for (const edge of workflow.querySelectorAll('.edge')) edge.classList.toggle('chosen', edge.dataset.from === job.dataset.key || edge.dataset.to === job.dataset.key);
    details.hidden = false;
    details.scrollTop = 0;
    fillDetails();
    document.getElementById('details-name').focus({ preventScroll: true });
    job.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  function unmark() {
    for (const job of document.querySelectorAll('[aria-pressed="true"]')) job.setAttribute('aria-pressed', 'false');
    for (const edge of document.querySelectorAll('.edge.chosen')) edge.classList.remove('chosen');
  }

  function close() {
    if (!open) return;
    const { job } = open;
    unmark();
    open = undefined;
    details.hidden = true;
    job.focus();
  }

  function fillDetails() {
    const view = shown.workflows[open.workflow].jobs[open.number];
    document.getElementById('details-name').replaceChildren(element('bdi', {}, view.name));
    document.getElementById('details-body').replaceChildren(...[
      view.result ? element('p', {}, stateElement(view.result)) : undefined,
      view.approvalBecause && ['waiting', 'rejected', 'refused'].includes(view.approval) ? element('p', {}, ...prose(view.approvalBecause)) : undefined,
      // Words that only repeat the condition stand below, with what it reads.
      view.because && !view.because.words.startsWith(view.because.expression ?? '\n') ? element('p', {}, ...prose(view.because.words)) : undefined,
      view.note ? element('p', {}, ...prose(view.note)) : undefined,
      ...reasonElements(view),
      ...listSection('Waits for', view.needs),
      ...listSection('Gets artifacts', view.artifacts),
      ...listSection('Runs on', view.runsOn),
      ...section('Environment', view.environment && [element('p', {}, view.environment), view.approvalBecause && element('p', { class: 'soft' }, view.approvalBecause)]),
      ...section('Concurrency group', view.concurrency && [code(view.concurrency)]),
      ...section('Calls', view.calls && [code(view.calls)]),
      ...section('Its token may', permissionElements(view.permissions)),
      ...legElements(view.legs),
      ...section('Steps', view.steps.length > 0 && !(view.legs ?? []).some(({ steps }) => steps.length > 0) && [stepList(view.steps)]),
      ...section('Stands at', [code(view.at)]),
    ].filter((child) => child !== undefined));
  }

  function section(title, children) {
    return children ? [element('h3', {}, title), ...children.filter((child) => child instanceof Node)] : [];
  }

  function listSection(title, texts) {
    return section(title, texts.length > 0 && [element('ul', {}, ...texts.map((text) => element('li', {}, element('bdi', {}, text))))]);
  }

  function code(text) {
    return element('code', { class: 'box-text', tabindex: '0' }, text);
  }

  function reasonElements({ condition, because }) {
    if (!because?.expression) return section('Condition', condition && [code(condition)]);
    const reads = because.read.map(({ name, value }) => element('tr', {}, element('th', { scope: 'row' }, element('code', {}, name)), element('td', { class: 'value' }, value)));
    return section('Condition', [
      code(because.expression),
      because.value === undefined ? undefined : element('p', {}, 'is ', element('code', {}, because.value)),
      reads.length > 0 ? element('table', { class: 'reads' }, element('caption', { class: 'soft' }, 'What it reads'), element('tbody', {}, ...reads)) : undefined,
    ]);
  }

  function permissionElements(permissions) {
    if (!permissions) return undefined;
    const entries = Object.entries(permissions).filter(([, level]) => level !== 'none');
    if (entries.length === 0) return [element('p', {}, 'do nothing')];
    return [element('ul', {}, ...entries.map(([scope, level]) => element('li', {}, `${level} ${scope}`)))];
  }

  function legElements(legs) {
    if (!legs) return [];
    if (legs.length === 0) return section('Matrix', [element('p', {}, 'Only a run tells which jobs it makes.')]);
    return section(`Legs (${legs.length})`, [element('ul', { class: 'plain' }, ...legs.map((leg) => element('li', {}, legElement(leg))))]);
  }

  function legElement(leg) {
    const head = [element('bdi', {}, leg.name), leg.result ? stateElement(leg.result) : undefined];
    if (leg.steps.length === 0 && !leg.note) return element('span', {}, ...head);
    return element('details', {}, element('summary', {}, ...head), leg.note ? element('p', {}, leg.note) : undefined, stepList(leg.steps));
  }

  function stepList(steps) {
    return element('ol', {}, ...steps.map((step) => element('li', {},
      element('bdi', {}, step.name),
      step.conclusion ? stateElement(step.conclusion) : undefined,
      step.condition && !step.because ? element('div', { class: 'soft' }, 'if ', element('code', {}, step.condition)) : undefined,
      step.because && (step.condition || step.conclusion !== 'success') ? element('div', { class: 'soft' }, ...prose(step.because.words)) : undefined,
    )));
  }

  // ---- keys

  /** The nearest job that lies more in a direction than beside it; across counts double, so that rows and columns are kept. */
  function neighbour(job, [right, down]) {
    const middle = (each) => {
      const box = each.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    };
    const from = middle(job);
    const ranked = jobElements(job.closest('.workflow')).flatMap((each) => {
      const to = middle(each);
      const along = (to.x - from.x) * right + (to.y - from.y) * down;
      const across = Math.abs((to.x - from.x) * down) + Math.abs((to.y - from.y) * right);
      return each !== job && along > across / 4 ? [{ each, far: along + 2 * across }] : [];
    });
    return ranked.sort((one, other) => one.far - other.far)[0]?.each;
  }

  const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

  function onKey(event, job) {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose(job);
      return;
    }
    const jobs = jobElements(job.closest('.workflow'));
    const next = event.key === 'Home' ? jobs[0] : event.key === 'End' ? jobs[jobs.length - 1] : DIRECTIONS[event.key] && neighbour(job, DIRECTIONS[event.key]);
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  // One stop of the tab key for each workflow: the job that had the focus last.
  function reach(job) {
    for (const each of jobElements(job.closest('.workflow'))) each.setAttribute('tabindex', each === job ? '0' : '-1');
  }

  for (const workflow of workflowElements()) {
    const jobs = jobElements(workflow);
    if (jobs[0]) reach(jobs[0]);
    for (const job of jobs) {
      job.addEventListener('click', () => choose(job));
      job.addEventListener('keydown', (event) => onKey(event, job));
      job.addEventListener('focus', () => reach(job));
    }
    for (const row of rowElements(workflow)) row.addEventListener('click', () => choose(row));
  }
  document.getElementById('close').addEventListener('click', close);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });

  // The choice is part of the address, so that it can be passed on.
  function fromAddress() {
    const index = Number(/^#event-(\d{1,4})$/.exec(location.hash)?.[1] ?? 0);
    const choice = document.querySelector(`input[name="event"][value="${index}"]`);
    if (!choice) return;
    choice.checked = true;
    show(index);
  }
  for (const choice of document.querySelectorAll('input[name="event"]')) {
    choice.addEventListener('change', () => {
      history.replaceState(null, '', `#event-${choice.value}`);
      show(Number(choice.value));
    });
  }
  window.addEventListener('hashchange', fromAddress);
  fromAddress();
})();
