// Small multiples stand side by side as far as there is room, all on the scale of what is shown.
const panels = (host, chart, {option, names, cats, beside}, {unit, scale}) => {
  const side = Math.max(1, Math.min(beside, Math.floor(host.clientWidth / 250))), cell = host.clientWidth / side;
  const lines = names.map(name => name.split('\n').length);
  let top = 0, foot = 0;
  const grid = names.map((name, j) => {
    if (j % side === 0) {
      top = foot + 24 + 20 * Math.max(...lines.slice(j, j + side));
      foot = top + 190;
    }
    return {left: j % side * cell + 64, width: cell - 80, top, height: 120, outerBoundsMode: 'none'};
  });
  host.style.height = foot + 'px';
  chart.setOption({
    grid,
    xAxis: names.map(() => ({data: cats})),
    yAxis: names.map(name => ({
      name, nameGap: 12, min: scale[0], max: scale[1], interval: scale[2], axisLabel: {formatter: unit ? '{value}' + unit : null},
      nameTextStyle: {align: 'left', fontSize: 16, fontWeight: 'bold', lineHeight: 20, color: option.textStyle.color}
    }))
  });
};
