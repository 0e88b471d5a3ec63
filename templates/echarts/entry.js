// What of Apache ECharts 6.1.0 the page needs: bars and lines on a canvas.
// Built once, outside the Go build, in a folder with `npm install echarts@6.1.0 esbuild@0.28.2`:
//
//	npx esbuild entry.js --bundle --minify --format=iife --global-name=echarts --target=es2015 --legal-comments=inline --outfile=out.js
//
// echarts.min.js is LICENSE.txt as one comment, then out.js; its SHA-256 is in templates/echarts_test.go.
import * as echarts from 'echarts/core';
import {BarChart, LineChart} from 'echarts/charts';
import {GridComponent, TooltipComponent} from 'echarts/components';
import {CanvasRenderer} from 'echarts/renderers';
echarts.use([BarChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer]);
export {init, version} from 'echarts/core';
