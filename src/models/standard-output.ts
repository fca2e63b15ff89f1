/** Where progress, summaries and profiles are shown. */
export interface Output {
  write: (text: string) => void;
  isTerminal: boolean;
  columns?: number;
  /** Seconds. */
  now: () => number;
}

interface StandardOutput {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

let redirected: Omit<Output, 'now'> | undefined;

/** From now on all progress and summaries are written there: in a worker, to the thread that started it. */
export function redirectOutput(output: Omit<Output, 'now'>): void {
  redirected = output;
}

/** The terminal or pipe of a process; elsewhere the console, a line at a time. */
export function standardOutput(): Output {
  const now = () => performance.now() / 1000;
  if (redirected) return { ...redirected, now };
  const stdout = (globalThis as { process?: { stdout?: StandardOutput } }).process?.stdout;
  if (typeof stdout?.write === 'function') {
    return {
      write: (text) => void stdout.write(text),
      isTerminal: stdout.isTTY === true,
      columns: stdout.columns,
      now,
    };
  }
  return { write: (text) => console.log(text.replace(/\n$/, '')), isTerminal: false, now };
}
