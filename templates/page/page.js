document.querySelectorAll('.interactive').forEach(box => {
  'use strict';
  const find = s => box.querySelector(s), data = JSON.parse(document.getElementById(box.dataset.option).textContent);
  const open = find('.open'), layer = find('.layer'), host = find('.canvas'), readout = find('.readout');
  const {option, views, cats, series} = data, first = option.series.map(s => s.data), shown = first.map(() => true);
  // A line is drawn in pieces, so that nothing joins them over a break.
  const ends = [...data.breaks || [], cats.length];
  let view = 0, at = -1, chart;
  option[data.axis === 'yAxis' ? 'xAxis' : 'yAxis'].data = cats;

  const each = (name, f) => box.querySelectorAll('[data-' + name + ']').forEach(b => f(b, +b.dataset[name]));
  const say = i => {
    const words = [];
    at = i;
    each('step', (b, step) => b.setAttribute('aria-disabled', !(i + step in cats)));
    if (i < 0) {
      readout.textContent = 'Choose “Next” to hear and mark each point in turn.';
      return;
    }
    series.forEach((name, j) => shown[j] && words.push((series[1] ? name + ' ' : '') + views[view].text[j][i]));
    readout.textContent = cats[i] + ': ' + (words.join('; ') || 'nothing is shown') + '.';
    chart.dispatchAction({type: 'showTip', seriesIndex: Math.max(shown.indexOf(true), 0) + first.length * ends.findIndex(e => i < e), dataIndex: i});
  };
  const step = by => at + by in cats && say(at + by);
  const fit = () => {
    if (data.beside) { panels(host, chart, data, views[view]); }
    chart.resize();
  };
  const draw = () => {
    const v = views[view];
    chart.setOption({
      series: ends.flatMap((end, k) => option.series.map((s, j) => ({
        ...s, data: shown[j] ? (view ? v.values : first)[j].map((x, i) => i < end && i >= (ends[k - 1] || 0) ? x : null) : []
      }))),
      [data.axis]: {axisLabel: {formatter: v.unit ? '{value}' + v.unit : null}}
    });
    fit();
    each('view', (b, i) => b.setAttribute('aria-pressed', i === view));
    each('series', (b, j) => b.setAttribute('aria-pressed', shown[j]));
    say(at);
  };
  const start = () => {
    host.style.height = data.height + 'px';
    chart = echarts.init(host, null, {renderer: 'canvas'});
    chart.setOption(option);
    chart.on('updateAxisPointer', e => {
      const a = e.axesInfo && e.axesInfo[0];
      if (a && a.value !== at && a.value in cats) { say(a.value); }
    });
    new ResizeObserver(() => requestAnimationFrame(fit)).observe(host);
    draw();
  };
  const show = now => {
    layer.hidden = !now;
    box.parentNode.querySelector('.drawing').classList.toggle('vh', now);
    open.setAttribute('aria-expanded', now);
    if (now && !chart) { start(); }
  };
  const on = (b, what, f) => b.addEventListener(what, f);
  on(open, 'click', () => show(layer.hidden));
  on(box, 'keydown', e => {
    if (e.key === 'Escape' && !layer.hidden) {
      show(false);
      open.focus();
    }
  });
  each('view', (b, i) => on(b, 'click', () => { view = i; draw(); }));
  each('series', (b, j) => on(b, 'click', () => { shown[j] = !shown[j]; draw(); }));
  each('step', (b, by) => on(b, 'click', () => step(by)));
  on(layer, 'keydown', e => {
    const by = {ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1}[e.key];
    if (by && 'step' in e.target.dataset) {
      e.preventDefault();
      step(by);
    }
  });
  box.hidden = false;
});
