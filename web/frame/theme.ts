import type { ThemeConfig } from 'antd';

/**
 * The look: antd's own, with colours that keep a contrast of 4.5 : 1 where it has less. Its style sheet is written once, by
 * `scripts/write-antd-css.ts`, from just this theme; nothing makes styles in the browser (`zeroRuntime`).
 */
export const theme: ThemeConfig = {
  zeroRuntime: true,
  hashed: false,
  cssVar: { key: 'dip-look' },
  token: {
    colorPrimary: '#0958d9',
    // White letters keep their contrast beneath the pointer, too.
    colorPrimaryHover: '#0950c0',
    colorPrimaryActive: '#003eb3',
    colorInfo: '#0958d9',
    colorLink: '#0950c0',
    colorSuccess: '#237804',
    colorWarning: '#ad4e00',
    colorError: '#cf1322',
    // What antd derives from darker colours is muddy: these are its own pale ones.
    colorSuccessBg: '#f6ffed',
    colorSuccessBorder: '#b7eb8f',
    colorWarningBg: '#fffbe6',
    colorWarningBorder: '#ffe58f',
    colorErrorBg: '#fff2f0',
    colorErrorBorder: '#ffccc7',
    colorInfoBg: '#e6f4ff',
    colorInfoBorder: '#91caff',
    colorTextTertiary: 'rgba(0, 0, 0, 0.65)',
    colorTextQuaternary: 'rgba(0, 0, 0, 0.6)',
    colorTextDescription: 'rgba(0, 0, 0, 0.65)',
    colorTextPlaceholder: 'rgba(0, 0, 0, 0.6)',
    borderRadius: 4,
    fontFamily:
      "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif",
  },
};
