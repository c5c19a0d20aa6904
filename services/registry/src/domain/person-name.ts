/** How a name is shown: the first character of every part, the rest as stars. 欧阳娜娜 is 欧***, Mary Smith is M*** S****. */
export function maskName(name: string): string {
  return name
    .trim()
    .split(/\s+/u)
    .map((part) => {
      const [first = '', ...rest] = part;
      return first + '*'.repeat(Math.max(rest.length, 1));
    })
    .join(' ');
}
