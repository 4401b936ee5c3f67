const indent = ' '.repeat(8);

/**
 * Breaks a line at spaces, so that a terminal does not break it in the middle of a word. A word that is longer than a line,
 * such as a link, stays whole.
 */
export const wrap = (line: string, columns: number): string => {
  const lines: string[] = [];
  let current = '';
  for (const piece of line.split(/(?<=\s)(?=\S)/)) {
    if (current.trim() !== '' && (current + piece).trimEnd().length > columns) {
      lines.push(current.trimEnd());
      current = indent;
    }
    current += piece;
  }
  return [...lines, current.trimEnd()].join('\n');
};
