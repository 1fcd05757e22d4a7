// Runs in the page before its own script; the tests read `probes`.
const probes = { shifts: [], violations: [], worstContrast };
globalThis.probes = probes;

new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, sources } of list.getEntries()) {
    if (hadRecentInput) continue;
    const nodes = sources.map(
      ({ node }) => `${node?.nodeName} in ${node?.parentElement?.className}: ${node?.textContent}`,
    );
    probes.shifts.push({ value, nodes });
  }
}).observe({ type: 'layout-shift', buffered: true });

document.addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
  probes.violations.push(violatedDirective),
);

/** The least contrast of any text against the ground it stands on, by WCAG 2's relative luminance. */
function worstContrast() {
  const texts = [...document.querySelectorAll('body *:not(svg *):not(option):not(:disabled)')].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== ''),
  );
  const rated = texts.map((element) => {
    const [a, b] = [luminance(getComputedStyle(element).color), luminance(groundOf(element))];
    return {
      contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05),
      text: `${element.className}: ${element.textContent}`,
    };
  });
  return rated.toSorted((a, b) => a.contrast - b.contrast)[0];
}

function channels(colour) {
  return (colour.match(/[\d.]+/g) ?? []).map(Number);
}

function luminance(colour) {
  const [r = 0, g = 0, b = 0] = channels(colour)
    .slice(0, 3)
    .map((channel) => channel / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function groundOf(element) {
  if (element === null) return 'rgb(255, 255, 255)';
  const { backgroundColor } = getComputedStyle(element);
  return (channels(backgroundColor)[3] ?? 1) > 0.5 ? backgroundColor : groundOf(element.parentElement);
}
