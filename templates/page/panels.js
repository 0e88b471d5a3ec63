// Small multiples stand side by side as far as there is room, all on the scale of what is shown.
const panels = (host, chart, {option, series, cats, beside, height}, {unit, scale}) => {
  'use strict';
  const wide = host.clientWidth, side = wide < 560 ? 1 : beside, cell = wide / side, high = height + 190;
  host.style.height = Math.ceil(series.length / side) * high + 'px';
  chart.setOption({
    grid: series.map((s, j) => ({left: j % side * cell + 64, width: cell - 80, top: Math.floor(j / side) * high + height, height: 120})),
    xAxis: series.map(() => ({data: cats})),
    yAxis: series.map(name => ({
      name, nameGap: 12, min: scale[0], max: scale[1], interval: scale[2], axisLabel: {formatter: unit ? '{value}' + unit : null},
      nameTextStyle: {align: 'left', fontSize: 16, fontWeight: 'bold', lineHeight: 20, width: cell - 80, overflow: 'break', color: option.textStyle.color}
    }))
  });
};
