/** Characters that steer a terminal or turn the reading direction: nothing that a cluster says may do either. */
// oxlint-disable-next-line no-control-regex
const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** The text with such characters, and halves of characters, shown as what they are. */
export const printable = (text: string) =>
  text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replaceAll(steering, (sign) => `⟨${sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`);
