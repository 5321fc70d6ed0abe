/** Whether the keyboard has a ⌘: on machines of Apple. */
export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
