import { defaultHighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';

/** The wavy line of a mark, without a picture: pictures as data: addresses are refused by the policy. */
const wavy = (colour: string) => ({ backgroundImage: 'none', textDecoration: `underline wavy ${colour} 1px`, textUnderlineOffset: '3px' });
/** A coloured dot in the place of a picture. */
const dot = (colour: string) => ({ content: 'normal', color: colour, '&:before': { content: "'●'" } });

/** How the text looks: within a shadow root, where style sheets are adopted, none of the page's reaches. */
export const codeTheme = [
  syntaxHighlighting(defaultHighlightStyle),
  EditorView.theme({
    '&': { height: 'calc(100vh - 300px)', minHeight: '320px', fontSize: '13px', border: '1px solid #d9d9d9', borderRadius: '6px' },
    '&.cm-focused': { outline: '2px solid #0958d9', outlineOffset: '-1px' },
    '.cm-scroller': { fontFamily: 'ui-monospace, Menlo, Consolas, "Noto Sans Mono CJK SC", monospace', lineHeight: '1.6' },
    '.cm-gutters': { color: '#595959', backgroundColor: '#fafafa' },
    '.cm-foldGutter .cm-gutterElement': { cursor: 'pointer' },
    '.cm-foldPlaceholder': { color: '#0950c0', padding: '0 4px' },
    '.cm-lintRange-error': wavy('#cf1322'),
    '.cm-lintRange-warning': wavy('#ad6800'),
    '.cm-lintRange-info': wavy('#0958d9'),
    '.cm-lint-marker-error': dot('#cf1322'),
    '.cm-lint-marker-warning': dot('#ad6800'),
    '.cm-lint-marker-info': dot('#0958d9'),
    '.cm-lint-marker': { width: '1em', height: 'auto', fontSize: '11px' },
    '.cm-tooltip-lint': { maxWidth: '520px', fontFamily: 'sans-serif' },
    '.cm-panels': { fontFamily: 'sans-serif', color: 'inherit' },
    '.cm-panel.cm-search': { padding: '6px 30px 6px 8px' },
    '.cm-panel.cm-search input, .cm-panel.cm-search button, .cm-panel.cm-search label': { fontSize: '13px' },
    '.cm-panel.cm-search button[name=close]': { fontSize: '18px', padding: '0 6px' },
    '.cm-button': { backgroundImage: 'none', backgroundColor: '#fff', border: '1px solid #d9d9d9', borderRadius: '4px' },
    '.cm-textfield': { border: '1px solid #d9d9d9', borderRadius: '4px', padding: '2px 6px' },
  }),
];
