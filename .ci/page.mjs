// page.mjs PACK...: every page of each pack in Chromium. axe-core finds nothing at four widths and at
// 200 % text; nothing scrolls sideways, asks for another file or breaks the page's policy; all is there
// with scripts off, in forced colours and in print; the interactive charts work by keyboard alone and
// say the figures of the manifest. Prints "N passed, M failed" and names page, width and place.
import fs from 'node:fs';
import path from 'node:path';
import {createRequire} from 'node:module';

const tools = process.env.DESPATCH_TOOLS || process.env.HOME + '/.cache/despatch-tools';
const need = createRequire(tools + '/package.json');
const {chromium} = need('playwright-core');
const axe = fs.readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let passed = 0;
const faults = [];
function check(ok, what) {
  if (ok) { passed++; } else { faults.push(what); }
}

// watch counts what the page asks for and what its policy stops.
async function watch(context, url) {
  const page = await context.newPage();
  const asked = [];
  page.on('request', (r) => { if (r.url() !== url && !r.url().startsWith('data:')) { asked.push(r.url()); } });
  await page.addInitScript(() => {
    globalThis.broken = [];
    addEventListener('securitypolicyviolation', (e) => globalThis.broken.push(e.violatedDirective + ' ' + e.blockedURI));
    addEventListener('error', (e) => globalThis.broken.push(String(e.message)));
  });
  await page.goto(url);
  return {page, asked, broken: () => page.evaluate(() => globalThis.broken)};
}

const sideways = (page) => page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);

async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate((t) => globalThis.axe.run(document, {runOnly: t, resultTypes: ['violations']}), tags);
  return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id} at ${n.target.join(' ')}: ${n.failureSummary.replace(/\s+/g, ' ')}`));
}

async function atWidths(browser, large, url, name) {
  for (const [width, scale] of [[1280, 1], [768, 1], [360, 1], [320, 1], [1280, 2], [360, 2]]) {
    const at = `${name} at ${width} px` + (scale > 1 ? ', text at 200 %' : '');
    const context = await (scale > 1 ? large : browser).newContext({viewport: {width, height: 900}});
    const {page, asked, broken} = await watch(context, url);
    for (const open of scale === 1 && (width === 1280 || width === 320) ? [false, true] : [false]) {
      if (open) {
        const n = await page.evaluate(() => {
          const all = document.querySelectorAll('.interactive .open');
          all.forEach((b) => b.click());
          return all.length;
        });
        if (n === 0) { break; }
        await hover(page);
      }
      const [wide, room] = await sideways(page);
      check(wide <= room, `${at}: scrolls sideways, ${wide} px in ${room}` + (open ? ', charts open' : ''));
      const said = await broken();
      check(said.length === 0, `${at}: ${said.join('; ')}`);
      const found = await violations(page);
      check(found.length === 0, `${at}${open ? ', charts open' : ''}: ${found.join('\n  ')}`);
    }
    check(asked.length === 0, `${at}: asks for ${asked.join(', ')}`);
    await context.close();
  }
}

// hover moves the pointer over every open canvas.
async function hover(page) {
  for (const canvas of await page.locator('.interactive .canvas').all()) {
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    for (const x of [0.2, 0.5, 0.8]) {
      await page.mouse.move(box.x + x * box.width, box.y + box.height / 2);
      await page.waitForTimeout(60);
    }
  }
}

// words are the page's words without the layers that need scripts.
const words = (page) => page.evaluate(() => {
  const body = document.body.cloneNode(true);
  body.querySelectorAll('.interactive, script').forEach((e) => e.remove());
  return body.textContent.replace(/\s+/g, ' ').trim();
});

async function withoutScripts(browser, url, name) {
  const [on, off] = [await browser.newContext(), await browser.newContext({javaScriptEnabled: false})];
  const [a, b] = [await watch(on, url), await watch(off, url)];
  check(await words(a.page) === await words(b.page), `${name}, scripts off: the words differ`);
  const hidden = await b.page.evaluate(() => [...document.querySelectorAll('main table, main figure .drawing, main p')]
    .filter((e) => !e.closest('.interactive') && !e.matches('.hint') && e.getBoundingClientRect().height === 0).map((e) => e.outerHTML.slice(0, 80)));
  check(hidden.length === 0, `${name}, scripts off: not to be seen: ${hidden.join('; ')}`);
  check(await b.page.evaluate(() => [...document.querySelectorAll('.interactive')].every((e) => e.getBoundingClientRect().height === 0)),
    `${name}, scripts off: a layer that does nothing shows`);
  await on.close();
  await off.close();
}

// faint finds texts that stand out too little from what is behind them.
const faint = (page) => page.evaluate(() => {
  const rgba = (s) => { const m = s.match(/[\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1]; };
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => {
    const box = e.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    let found = null;
    const svg = e.closest('svg');
    if (svg && e !== svg) {
      for (const r of svg.querySelectorAll('rect')) {
        const b = r.getBoundingClientRect();
        if (b.left <= x && x <= b.right && b.top <= y && y <= b.bottom) { found = rgba(getComputedStyle(r).fill); }
      }
    }
    for (let up = e; !found && up; up = up.parentElement) {
      const c = rgba(getComputedStyle(up).backgroundColor);
      if (c[3] > 0) { found = c; }
    }
    return found || rgba(getComputedStyle(document.documentElement).backgroundColor).slice(0, 3);
  };
  const out = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    const box = e.getBoundingClientRect();
    if (!own || box.width < 2 || box.height < 2 || e.closest('script, title, desc, .vh, .skip')) { continue; }
    const style = getComputedStyle(e), svg = e.namespaceURI.endsWith('svg');
    const [a, b] = [light(rgba(svg ? style.fill : style.color)), light(behind(e))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) { out.push(`${contrast.toFixed(2)} for ${e.tagName} "${e.textContent.trim().slice(0, 40)}"`); }
  }
  return out;
});

async function inOtherMedia(browser, url, name) {
  const context = await browser.newContext();
  const {page} = await watch(context, url);
  const all = await words(page);
  const plain = await faint(page);
  check(plain.length === 0, `${name}: too faint: ${plain.slice(0, 5).join('; ')}`);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({forcedColors: 'active', colorScheme});
    const found = await faint(page);
    check(found.length === 0, `${name}, forced colours, ${colorScheme}: too faint: ${found.slice(0, 5).join('; ')}`);
  }
  await page.emulateMedia({media: 'print', forcedColors: 'none', colorScheme: 'light'});
  check(await words(page) === all, `${name} in print: the words differ`);
  const hidden = await page.evaluate(() => [...document.querySelectorAll('main h1, main h2, main h3, main table, main td, main figure .drawing, main p, main dd')]
    .filter((e) => !e.closest('nav, .aside, .interactive') && !e.matches('.hint, .downloads') && e.getBoundingClientRect().height === 0).map((e) => e.outerHTML.slice(0, 80)));
  check(hidden.length === 0, `${name} in print: not to be seen: ${hidden.slice(0, 5).join('; ')}`);
  const layers = await page.evaluate(() => [...document.querySelectorAll('.interactive')].filter((e) => e.getBoundingClientRect().height > 0).length);
  check(layers === 0, `${name} in print: ${layers} layers of buttons show`);
  await context.close();
}

// focused says which element the keyboard is at.
const focused = (page) => page.evaluate(() => {
  const e = document.activeElement, box = e.closest('.interactive');
  return {box: [...document.querySelectorAll('.interactive')].indexOf(box), open: e.matches('.open'), step: e.getAttribute('data-step'), tag: e.tagName,
    outline: getComputedStyle(e).outlineStyle !== 'none' || getComputedStyle(e).boxShadow !== 'none'};
});

async function tabTo(page, wanted) {
  for (let i = 0; i < 2000; i++) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    if (wanted(at)) { return at; }
    if (at.tag === 'BODY') { return null; }
  }
  return null;
}

async function byKeyboard(browser, url, name) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}});
  const {page, asked, broken} = await watch(context, url);
  const n = await page.locator('.interactive').count();
  for (let k = 0; k < n; k++) {
    const at = `${name}, chart layer ${k + 1} by keyboard`;
    const first = await tabTo(page, (f) => f.open && f.box === k);
    check(first !== null, `${at}: Tab does not reach its button`);
    if (!first) { break; }
    check(first.outline, `${at}: the focus does not show`);
    await page.keyboard.press('Enter');
    const box = page.locator('.interactive').nth(k), readout = box.locator('.readout');
    check(await box.locator('.open').getAttribute('aria-expanded') === 'true' && await box.locator('canvas').count() > 0, `${at}: Enter does not open it`);
    check(await box.locator('.canvas').getAttribute('aria-hidden') === 'true', `${at}: the canvas is not hidden from readers`);
    const data = await page.evaluate((i) => JSON.parse(document.getElementById(document.querySelectorAll('.interactive')[i].dataset.option).textContent), k);
    check(await tabTo(page, (f) => f.step === '1') !== null, `${at}: Tab does not reach Next`);
    for (const [i, cat] of data.cats.entries()) {
      await page.keyboard.press(i % 2 ? 'ArrowRight' : 'Enter');
      const want = cat + ': ' + data.series.map((s, j) => (data.series.length > 1 ? s + ' ' : '') + data.views[0].text[j][i]).join('; ') + '.';
      const said = await readout.textContent();
      check(said === want, `${at}, point ${i + 1}: says ${JSON.stringify(said)}, not ${JSON.stringify(want)}`);
    }
    await page.keyboard.press('Escape');
    const after = await focused(page);
    check(after.open && after.box === k, `${at}: Escape does not give the focus back to its button`);
    check(await box.locator('.open').getAttribute('aria-expanded') === 'false' && await box.locator('.layer').isHidden(), `${at}: Escape does not close it`);
    await page.keyboard.press('Space');
    check(await box.locator('.layer').isVisible(), `${at}: the space bar does not open it again`);
    await page.keyboard.press('Enter');
    check(await box.locator('.layer').isHidden() && (await focused(page)).open, `${at}: its button does not close it`);
    await page.keyboard.press('Enter');
    const on = await tabTo(page, (f) => f.box !== k);
    check(on !== null, `${at}: Tab does not lead out of it`);
  }
  const said = await broken();
  check(said.length === 0 && asked.length === 0, `${name} by keyboard: ${said.join('; ')} ${asked.join('; ')}`);
  await context.close();
}

// sameFigures compares every option and table cell with the manifest.
async function sameFigures(browser, url, file, name, manifest) {
  const context = await browser.newContext();
  const {page} = await watch(context, url);
  const places = manifest.figures.flatMap((f) => (f.places || []).filter((p) => p.file === file).map((p) => ({at: p.at, id: f.id, value: f.value, text: p.text})));
  const bad = await page.evaluate((all) => {
    const bare = (s) => String(s).replace(/[,%]/g, '').replace(/\u2212/g, '-').trim(), out = [];
    for (const p of all) {
      const [id, way] = p.at.startsWith('#') ? [p.at.slice(1).split('~')[0], ''] : p.at.split(/:(.*)/s);
      const e = document.getElementById(id);
      let got = e && (way ? JSON.parse(e.textContent) : e.textContent);
      for (const step of way ? way.split('/') : []) { got = got?.[step]; }
      if (bare(got) !== bare(p.text ?? p.value)) { out.push(`${p.at} (${p.id}): ${got}, the manifest says ${p.text ?? p.value}`); }
    }
    return out;
  }, places);
  passed += places.length - bad.length;
  faults.push(...bad.map((b) => `${name} ${b}`));
  const orders = await page.evaluate(() => [...document.querySelectorAll('.interactive')].map((box) => {
    const data = JSON.parse(document.getElementById(box.dataset.option).textContent);
    const axis = [data.option.xAxis, data.option.yAxis].flat().find((a) => a && a.data);
    return {option: data.option.series.map((s) => s.data.map((d) => d && d.value !== undefined ? d.value : d)), text: data.views[0].text, axis: axis && axis.data, cats: data.cats};
  }));
  for (const o of orders) {
    const bare = (s) => Number(String(s).replace(/[,%]/g, '').replace(/\u2212/g, '-'));
    const same = o.option.every((s, j) => s.length === o.cats.length && s.every((v, i) => typeof v === 'number' ? v === bare(o.text[j][i]) : isNaN(bare(o.text[j][i]))));
    check(same, `${name}: the option's numbers are not the read-out's, in their order`);
  }
  await context.close();
}

const launch = (...more) => chromium.launch({executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: [...more, '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']});
const browser = await launch();
const large = await launch('--blink-settings=defaultFontSize=32'); // 200 % text, as a reader sets it
for (const pack of process.argv.slice(2)) {
  for (const side of [pack, pack + '.briefing']) {
    const manifest = JSON.parse(fs.readFileSync(path.join(side, 'manifest.json'), 'utf8'));
    for (const file of fs.readdirSync(side).filter((f) => f.endsWith('.html')).sort()) {
      const url = 'file://' + path.resolve(side, file), name = `${path.basename(side)}/${file}`;
      await sameFigures(browser, url, file, name, manifest);
      await withoutScripts(browser, url, name);
      await inOtherMedia(browser, url, name);
      await byKeyboard(browser, url, name);
      await atWidths(browser, large, url, name);
    }
  }
}
await browser.close();
await large.close();
for (const f of faults.slice(0, 40)) { console.log(f); }
console.log(`page: ${passed} passed, ${faults.length} failed`);
process.exit(faults.length || !passed ? 1 : 0);
