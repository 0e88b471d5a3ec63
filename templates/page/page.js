(function () {
  'use strict';
  document.querySelectorAll('.interactive').forEach(function (box) {
    var data = JSON.parse(document.getElementById(box.getAttribute('data-option')).textContent);
    data.option[data.axis === 'yAxis' ? 'xAxis' : 'yAxis'].data = data.cats;
    var drawing = box.parentNode.querySelector('.drawing');
    var open = box.querySelector('.open'), layer = box.querySelector('.layer');
    var host = box.querySelector('.canvas'), readout = box.querySelector('.readout');
    var first = data.option.series.map(function (s) { return s.data; });
    var shown = first.map(function () { return true; });
    var view = 0, at = -1, chart = null;

    function each(name, f) {
      box.querySelectorAll('[' + name + ']').forEach(function (b) { f(b, Number(b.getAttribute(name))); });
    }
    function draw() {
      var v = data.views[view], option = {series: first.map(function (d, j) {
        return {data: shown[j] ? (view ? v.values[j].map(function (n) { return {value: n}; }) : d) : []};
      })};
      option[data.axis] = {axisLabel: {formatter: v.unit ? '{value}' + v.unit : null}};
      chart.setOption(option);
      each('data-view', function (b, i) { b.setAttribute('aria-pressed', String(i === view)); });
      each('data-series', function (b, j) { b.setAttribute('aria-pressed', String(shown[j])); });
      say(at);
    }
    function say(i) {
      var v = data.views[view], words = [];
      at = i;
      each('data-step', function (b, step) {
        var to = i + step;
        b.setAttribute('aria-disabled', String(to < 0 || to >= data.cats.length));
      });
      if (i < 0) {
        readout.textContent = 'Choose “Next” to hear and mark each point in turn.';
        return;
      }
      data.series.forEach(function (name, j) {
        if (shown[j]) { words.push((data.series.length > 1 ? name + ' ' : '') + v.text[j][i]); }
      });
      readout.textContent = data.cats[i] + ': ' + (words.join('; ') || 'nothing is shown') + '.';
      chart.dispatchAction({type: 'showTip', seriesIndex: Math.max(shown.indexOf(true), 0), dataIndex: i});
    }
    function start() {
      host.style.height = data.height + 'px';
      chart = echarts.init(host, null, {renderer: 'canvas'});
      chart.setOption(data.option);
      chart.on('updateAxisPointer', function (e) {
        var a = e.axesInfo && e.axesInfo[0];
        if (a && a.value !== at && a.value >= 0 && a.value < data.cats.length) { say(a.value); }
      });
      if (window.ResizeObserver) { new ResizeObserver(function () { chart.resize(); }).observe(host); }
      draw();
    }
    function show(now) {
      layer.hidden = !now;
      drawing.classList.toggle('vh', now);
      open.setAttribute('aria-expanded', String(now));
      if (now && !chart) { start(); }
    }
    open.addEventListener('click', function () { show(layer.hidden); });
    box.addEventListener('keydown', function (e) {
      if (e.key === 'Escape' && !layer.hidden) {
        show(false);
        open.focus();
      }
    });
    each('data-view', function (b, i) {
      b.addEventListener('click', function () { view = i; draw(); });
    });
    each('data-series', function (b, j) {
      b.addEventListener('click', function () { shown[j] = !shown[j]; draw(); });
    });
    each('data-step', function (b, step) {
      b.addEventListener('click', function () {
        var to = at + step;
        if (to >= 0 && to < data.cats.length) { say(to); }
      });
    });
    layer.addEventListener('keydown', function (e) {
      var step = {ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1}[e.key], to = at + step;
      if (!step || !e.target.hasAttribute('data-step')) { return; }
      e.preventDefault();
      if (to >= 0 && to < data.cats.length) { say(to); }
    });
    box.hidden = false;
  });
}());
