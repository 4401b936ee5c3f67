/** The console as it was built: one page with its script and its style in it. */
export interface BuiltConsole {
  readonly html: string;
  /** SHA-256 of the script and of the style in the page, as a Content Security Policy names them: `sha256-…`. */
  readonly script: string;
  readonly style: string;
}

export interface ConsolePage {
  read(): Promise<BuiltConsole>;
  /** The origin that links to videos have, e.g. `https://bucket.s3.eu-central-1.amazonaws.com`. */
  videoOrigin(): Promise<string>;
}
