// Shows the API description with Swagger UI, and adds what its markup lacks for keyboards and screen readers (WCAG 2.2).

/** Returns the name of the parameter, or body part, of a control. */
function parameterName(control) {
  return control.closest('tr')?.dataset.paramName ?? 'Value';
}

/** Attributes by selector; null removes the attribute. */
const ATTRIBUTES = [
  // The operations are in a main element; what precedes it is in no landmark.
  ['.information-container', () => ({ role: 'region', 'aria-label': 'About this API' })],
  ['.scheme-container', () => ({ role: 'region', 'aria-label': 'Authorization' })],
  ['.opblock-tag, .models > h4, .modal-ux-header h3', () => ({ role: 'heading', 'aria-level': '2' })],
  [
    '.opblock-section-header h4, .responses-inner > h4, .auth-container h4',
    () => ({ role: 'heading', 'aria-level': '3' }),
  ],
  ['.responses-inner h5, .responses-inner div > h4', () => ({ role: 'heading', 'aria-level': '4' })],
  // The whole row is already a button: a link inside it would be unreachable.
  ['.opblock-summary-control a', () => ({ href: null })],
  ['table[role="region"]', () => ({ role: 'table' })],
  ['.highlight-code pre, .example, .curl, .responses-inner, .table-container', () => ({ tabindex: '0' })],
  [
    '.parameters select, .parameters input, .parameters textarea',
    (control) => ({ 'aria-label': parameterName(control) }),
  ],
  ['.model-box-control', (control) => ({ 'aria-label': control.innerText.trim() || 'Show or hide' })],
  ['.close-modal', () => ({ 'aria-label': 'Close' })],
  ['.modal-btn', () => ({ 'aria-label': null })],
  ['.modal-ux', () => ({ role: 'dialog', 'aria-modal': 'true', 'aria-label': 'Available authorizations' })],
];

function complete() {
  for (const [selector, attributesOf] of ATTRIBUTES)
    for (const element of document.querySelectorAll(selector))
      for (const [name, value] of Object.entries(attributesOf(element))) {
        if (value === null) element.removeAttribute(name);
        else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
      }
}

const dark = matchMedia('(prefers-color-scheme: dark)');
const followColorScheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', followColorScheme);
followColorScheme();

new MutationObserver(complete).observe(document.querySelector('#swagger-ui'), { childList: true, subtree: true });

SwaggerUIBundle({
  url: new URL('../openapi.json', document.currentScript.src).href,
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  // The only server is the one that serves this page.
  plugins: [() => ({ wrapComponents: { ServersContainer: () => () => null } })],
});
