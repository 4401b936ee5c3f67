/** Which S3 a link leads to. */
export interface VideoHost {
  readonly region: string;
  /** Of an S3 that is not AWS's. It is addressed by path. */
  readonly endpoint?: string;
}

/** As the function's environment says. */
export const videoHost = (from: NodeJS.ProcessEnv = process.env): VideoHost => {
  const endpoint = from.AWS_ENDPOINT_URL_S3 ?? from.AWS_ENDPOINT_URL;
  return { region: from.AWS_REGION ?? '', ...(endpoint ? { endpoint } : {}) };
};

/** Where a file lies, for anyone who has a signed link. */
export const videoAddress = ({ region, endpoint }: VideoHost, bucket: string, key: string): URL => {
  const path = key.split('/').map(uriEncoded).join('/');
  if (endpoint !== undefined) return new URL(`${endpoint.replace(/\/$/, '')}/${bucket}/${path}`);
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return new URL(`https://${bucket}.s3.${region}.${suffix}/${path}`);
};

/** Everything but what RFC 3986 calls unreserved. */
export const uriEncoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
