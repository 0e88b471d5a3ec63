// pdfjs.mjs FILE: the tag tree of each page as pdf.js gives it, texts put where they belong,
// as JSON: [role, {Alt}, [child or text, ...]].
import fs from 'node:fs';
import {createRequire} from 'node:module';

const tools = process.env.DESPATCH_TOOLS || process.env.HOME + '/.cache/despatch-tools';
const pdfjs = await import(createRequire(tools + '/package.json').resolve('pdfjs-dist/legacy/build/pdf.mjs'));
const file = await pdfjs.getDocument({data: new Uint8Array(fs.readFileSync(process.argv[2])), verbosity: 0}).promise;

// texts are the words of each marked content, by its id.
function texts(content) {
  const by = new Map(), open = [];
  for (const t of content.items) {
    if (t.type === 'beginMarkedContentProps' || t.type === 'beginMarkedContent') {
      open.push(t.id);
    } else if (t.type === 'endMarkedContent') {
      open.pop();
    } else {
      const id = open.findLast((i) => i);
      if (id) { by.set(id, (by.get(id) || '') + t.str + (t.hasEOL && !t.str.endsWith('-') ? ' ' : '')); }
    }
  }
  return by;
}

function node(n, by) {
  if (n.type === 'content') { return by.get(n.id) || ''; }
  if (n.type) { return ''; }
  return [n.role, n.alt ? {Alt: n.alt} : {}, (n.children || []).map((c) => node(c, by))];
}

const pages = [];
for (let i = 1; i <= file.numPages; i++) {
  const page = await file.getPage(i);
  const tree = await page.getStructTree();
  pages.push(node(tree || {role: 'Root'}, texts(await page.getTextContent({includeMarkedContent: true}))));
}
process.stdout.write(JSON.stringify(pages));
