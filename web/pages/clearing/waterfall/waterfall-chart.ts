import { CustomChart, type CustomSeriesOption } from 'echarts/charts';
import { GridComponent, type GridComponentOption } from 'echarts/components';
import { init, use as take, type ComposeOption } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { WaterfallBar } from './waterfall-bars.ts';

// Canvas: what ECharts draws as SVG has style attributes, which the policy of the page refuses.
take([CustomChart, GridComponent, CanvasRenderer]);

type Drawing = ComposeOption<CustomSeriesOption | GridComponentOption>;

const COLOURS: Readonly<Record<WaterfallBar['kind'], string>> = { MORE: '#3b82c4', LESS: '#c2571a', TOTAL: '#3d4b5f' };
const TEXT = '#333';
const FAMILY = "system-ui, -apple-system, 'Noto Sans SC', 'Microsoft YaHei', sans-serif";
const FONT = `14px ${FAMILY}`;
const ROW_PX = 30;
const BAR_PX = 16;
const MARGIN_PX = 8;
const NAMES_PX = 220;
const AMOUNTS_PX = 150;
/** Printed, too: twice as fine as a screen. */
const FINENESS = 2;

/** How high the picture of some bars is. */
export const heightOf = (bars: readonly WaterfallBar[]): number => bars.length * ROW_PX + 2 * MARGIN_PX;

function drawingOf(bars: readonly WaterfallBar[]): Drawing {
  return {
    animation: false,
    grid: { left: NAMES_PX, right: AMOUNTS_PX, top: MARGIN_PX, bottom: MARGIN_PX },
    xAxis: { type: 'value', axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: bars.map(({ name }, index) => ({ value: `${index} ${name}` })),
      axisTick: { show: false },
      axisLabel: {
        interval: 0,
        color: TEXT,
        width: NAMES_PX - 2 * MARGIN_PX,
        overflow: 'truncate',
        fontSize: 14,
        fontFamily: FAMILY,
        formatter: (_, index) => bars[index]?.name ?? '',
      },
    },
    series: {
      type: 'custom',
      // Places to draw at, no figures: what is written is the platform's text.
      data: bars.map(({ from, to }, index) => [+from, +to, index]),
      encode: { x: [0, 1], y: 2 },
      renderItem: (_, place) => {
        const bar = bars[+place.value(2)];
        const [from = 0, y = 0] = place.coord([place.value(0), place.value(2)]);
        const [to = 0] = place.coord([place.value(1), place.value(2)]);
        if (bar === undefined) return null;
        const [left, right] = from < to ? [from, to] : [to, from];
        const shape = { x: left, y: y - BAR_PX / 2, width: right - left > 1 ? right - left : 1, height: BAR_PX };
        const style = {
          text: bar.said,
          x: right + MARGIN_PX,
          y,
          fill: TEXT,
          align: 'left' as const,
          verticalAlign: 'middle' as const,
          font: FONT,
        };
        return {
          type: 'group',
          children: [
            { type: 'rect', shape, style: { fill: COLOURS[bar.kind] } },
            { type: 'text', style },
          ],
        };
      },
    },
  };
}

/** Draws the bars in a place, and keeps to its width; gives what takes the picture away. */
export function drawWaterfall(place: HTMLElement, bars: readonly WaterfallBar[]): () => void {
  const chart = init(place, null, { renderer: 'canvas', devicePixelRatio: FINENESS, height: heightOf(bars) });
  chart.setOption(drawingOf(bars));
  const watch = new ResizeObserver(() => chart.resize({ height: heightOf(bars) }));
  watch.observe(place);
  return () => {
    watch.disconnect();
    chart.dispose();
  };
}
