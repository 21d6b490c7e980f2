/** What a template has that is not local, or only in part: lines for people, each said once. */
export interface Notes {
  add(line: string): void;
  lines(): string[];
}

export function createNotes(): Notes {
  const lines = new Set<string>();
  return { add: (line) => void lines.add(line), lines: () => [...lines] };
}
