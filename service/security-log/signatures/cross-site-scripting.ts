import { CERTAIN, LIKELY, WEAK, signatures } from './signature.ts';

const TAGS =
  'i?frame(?:set)?|object|embed|applet|svg|math|base|meta|link|body|img|image|video|audio|source|form|input|button|textarea|keygen|isindex|marquee|style|layer|xml|bgsound|details|dialog|template|portal|animate\\w{0,20}|set|import\\w{0,30}|vmlframe|xss|noscript|head|html|title';

const HANDLER_ATTRIBUTES =
  'formaction|autofocus|srcdoc|xlink:href|style|href|src|background|poster|action|contenteditable';

/** Markup and scripts that a page would run if it repeated the request. */
export const MARKUP = signatures('markup', 'cross-site-scripting', [
  [CERTAIN, /<[ /]{0,3}(?:[\w-]{1,20}:)?script\b/],
  [CERTAIN, new RegExp(`<[ /]{0,3}(?:[\\w-]{1,20}:)?(?:${TAGS})\\b[^>]{0,150}?[ /"']on[a-z]{3,25} ?=`)],
  [LIKELY, new RegExp(`<(?:[ /]{0,3}|\\?(?=import))(?:[\\w-]{1,20}:)?(?:${TAGS})(?:[ />+=:"'\\u0001\\u0002]|$)`)],
  [LIKELY, /<!(?:entity|doctype|element|attlist|\[cdata)|<\?xml-stylesheet|\bxmlns(?::\w{1,20})? ?= ?["']/],
  [
    CERTAIN,
    /["'>][ /]{0,3}on(?:error|load|click|mouse\w{2,10}|focus\w{0,3}|blur|key\w{2,5}|toggle|start|begin|end|finish|animation\w{3,10}|pointer\w{2,12}) ?=/,
  ],
  [LIKELY, /[ "'`/;,(=<>\u000b]on(?!(?:ly|line|ce|es|to)\b)[a-z]{3,25}[ \u0001]{0,2}[=\u0002] ?(?!=)/],
  [LIKELY, new RegExp(`["'][ /]{0,3}(?:${HANDLER_ATTRIBUTES}) ?=`)],
  [LIKELY, /u00(?:22|27|3c)[ \/]?on[a-z]{3,25} ?=/],
  [CERTAIN, /\+a(?:dw|d4|ci|cc)-/],
  [CERTAIN, /-moz-binding ?:|\bbehaviou?r ?: ?url|(?:=|:) ?expression ?\(|\burl ?\( ?["']? ?(?:javascript|data ?:)/],
]);

/** Script expressions and addresses that run a script. */
export const SCRIPT = signatures('script', 'cross-site-scripting', [
  [CERTAIN, /\b(?:java|vb|live|j|ecma)script ?: ?[^ \u0001]{0,40}?(?:\(|`|=|\\|%)/],
  [LIKELY, /\u0002 ?(?:java|vb)script ?:/],
  [
    LIKELY,
    /(?:^|[\u0002"'=( ]) ?data ?: ?(?:text\/(?:html|xml)|image\/svg|application\/(?:xml|xhtml)|[\w/+;=-]{0,40} ?,[^\u0001]{0,20}<)/,
  ],
  [
    LIKELY,
    /(?<![\w.-])(?:alert|prompt|confirm|fetch|atob|btoa|import)(?:\.(?:call|apply|bind))? ?(?:\([^)]{0,80}\)|`|\($)/,
  ],
  [
    LIKELY,
    /(?<![\w-])(?:eval|set(?:timeout|interval|immediate)|execscript|unescape|new function|fromcharcode|decodeuri(?:component)?) ?\(/,
  ],
  [
    CERTAIN,
    /\bdocument ?\. ?(?:cookie|domain|write(?:ln)?|createelement|documentelement)|\bdocument ?\. ?(?:body|location|referrer|getelement|queryselector)\w{0,20} ?[.([=]/,
  ],
  [
    LIKELY,
    /\bwindow ?(?:\. ?(?:location|name|open|onload|onerror) ?[=([]|\[ ?["'])|\. ?(?:inner|outer)html ?=|\.(?:appendchild|insertbefore|insertadjacenthtml|parentnode) ?[([.]|\b(?:top|self|parent|frames|globalthis) ?\[ ?["'/]/,
  ],
  [CERTAIN, /\[ {0,3}\] ?\. ?(?:constructor|\w{1,20} ?\. ?(?:call|apply|constructor)) ?[`([.]/],
  [LIKELY, /(?:(?:!|\+){0,2}\[\]){4,}|\.cookie ?; ?(?:expires|domain|path)|\bstring ?\. ?fromcharcode/],
  [WEAK, /\blocalstorage\b|\bsessionstorage\b|\bxmlhttprequest\b|\blocation ?= ?['"]/],
]);
