interface PageFile {
  fileName: string;
  contents: string;
  /** What it is made of: `dist/tensor.js`. */
  inputs: string[];
}

/** What a bundler makes of a page: the files that it loads at once, and those it may load later. */
export function bundlePage(contents: string): Promise<{ atOnce: PageFile[]; later: PageFile[] }>;
