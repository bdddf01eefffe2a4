/**
 * Runs in the page, without the network. Pointing at a job lights what it waits for and what waits for it, a click keeps
 * that, Escape ends it; the search lights the jobs whose names have the text. The headings of the stages stay in sight.
 */
export const PAGE_SCRIPT = `
const svg = document.querySelector('svg');
const search = document.querySelector('input');
const jobs = [...svg.querySelectorAll('.job')];
const edges = [...svg.querySelectorAll('.edge[data-from]')];
const byId = new Map(jobs.map(job => [job.id, job]));
const before = new Map(jobs.map(job => [job, new Set()]));
const after = new Map(jobs.map(job => [job, new Set()]));
const link = (from, to) => { before.get(to).add(from); after.get(from).add(to); };
for (const { dataset } of edges) link(byId.get(dataset.from), byId.get(dataset.to));
for (const job of jobs) if (job.dataset.waits === 'stages')
  for (const other of jobs) if (+other.dataset.stage < +job.dataset.stage) link(other, job);
const reach = (start, next) => {
  const seen = new Set([start]);
  for (const job of seen) for (const other of next.get(job)) seen.add(other);
  return seen;
};
let kept = null;
const light = (lit, here) => {
  svg.classList.toggle('dim', lit !== null);
  for (const job of jobs) { job.classList.toggle('lit', lit !== null && lit.has(job)); job.classList.toggle('here', job === here); }
};
const show = job => {
  for (const other of jobs) other.classList.remove('found');
  if (job === null) {
    for (const edge of edges) edge.classList.remove('lit');
    return find();
  }
  const [up, down] = [reach(job, before), reach(job, after)];
  light(new Set([...up, ...down]), job);
  for (const edge of edges) {
    const [from, to] = [byId.get(edge.dataset.from), byId.get(edge.dataset.to)];
    edge.classList.toggle('lit', up.has(to) || down.has(from));
  }
};
const find = () => {
  const words = search.value.trim().toLowerCase();
  const found = words === '' ? null : new Set(jobs.filter(job => job.dataset.name.toLowerCase().includes(words)));
  light(found, null);
  for (const job of jobs) job.classList.toggle('found', found !== null && found.has(job));
  return found;
};
for (const job of jobs) {
  job.addEventListener('pointerenter', () => { if (kept === null) show(job); });
  job.addEventListener('pointerleave', () => { if (kept === null) show(null); });
  job.addEventListener('focus', () => { if (kept === null && job.matches(':focus-visible')) show(job); });
  job.addEventListener('blur', () => { if (kept === null) show(null); });
  job.addEventListener('click', event => { event.stopPropagation(); kept = kept === job ? null : job; show(job); });
  job.addEventListener('keydown', event => { if (event.key === 'Enter') { kept = kept === job ? null : job; show(job); } });
}
const release = () => { kept = null; show(null); };
document.addEventListener('click', release);
document.addEventListener('keydown', event => { if (event.key === 'Escape') { search.value = ''; release(); } });
search.addEventListener('click', event => event.stopPropagation());
search.addEventListener('input', release);
let turn = 0;
search.addEventListener('keydown', event => {
  if (event.key !== 'Enter') return;
  const found = [...(find() ?? [])];
  found[turn++ % found.length]?.scrollIntoView({ block: 'center', inline: 'center', behavior: 'smooth' });
});
const headings = svg.querySelector('.headings');
const bar = document.querySelector('header');
const stick = () => {
  const top = +headings.dataset.top;
  const away = bar.getBoundingClientRect().bottom - svg.getBoundingClientRect().top - top;
  const shift = Math.min(Math.max(0, away), +headings.dataset.room);
  headings.setAttribute('transform', 'translate(0 ' + shift + ')');
  headings.classList.toggle('away', shift > 0);
};
addEventListener('scroll', stick, { passive: true });
addEventListener('resize', stick);
stick();
if (location.hash.length > 1) {
  const name = decodeURIComponent(location.hash.slice(1));
  const job = jobs.find(({ dataset }) => dataset.name === name);
  if (job) { kept = job; show(job); job.scrollIntoView({ block: 'center', inline: 'center' }); }
}
`;
