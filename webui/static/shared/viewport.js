/**
 * Keeps the page above the keyboard of a phone, for browsers that lay the
 * keyboard over the page instead of making the page smaller (B44).
 * @param {HTMLElement} body
 * @param {VisualViewport | null} visible
 */
export function fitAboveKeyboard(body, visible) {
  visible?.addEventListener('resize', () => {
    const covered = visible.scale === 1 && window.innerHeight - visible.height > 1;
    body.style.blockSize = covered ? `${visible.height}px` : '';
    if (covered) window.scrollTo(0, 0);
  });
}
