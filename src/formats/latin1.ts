/**
 * Bytes as a string of the same code points, one character a byte.
 * Trap: `TextDecoder('latin1')` is windows-1252 in browsers (0x93 becomes “), though not in every Node.
 */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 8192)
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  return text;
}
