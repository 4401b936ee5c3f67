import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';

/**
 * What the gateway itself answers, as RFC 9457 problem details like the function's own answers. `$context.error.messageString`
 * is the gateway's message, quoted. The status is the gateway's own where a type stands for several.
 */
const problems: readonly { readonly type: ResponseType; readonly status: number; readonly title: string }[] =
  [
    { type: ResponseType.INVALID_API_KEY, status: 403, title: 'Forbidden' },
    { type: ResponseType.ACCESS_DENIED, status: 403, title: 'Forbidden' },
    { type: ResponseType.MISSING_AUTHENTICATION_TOKEN, status: 404, title: 'Not Found' },
    { type: ResponseType.UNAUTHORIZED, status: 401, title: 'Unauthorized' },
    { type: ResponseType.INVALID_SIGNATURE, status: 403, title: 'Forbidden' },
    { type: ResponseType.EXPIRED_TOKEN, status: 403, title: 'Forbidden' },
    { type: ResponseType.REQUEST_TOO_LARGE, status: 413, title: 'Content Too Large' },
    { type: ResponseType.UNSUPPORTED_MEDIA_TYPE, status: 415, title: 'Unsupported Media Type' },
    { type: ResponseType.THROTTLED, status: 429, title: 'Too Many Requests' },
    { type: ResponseType.QUOTA_EXCEEDED, status: 429, title: 'Too Many Requests' },
    { type: ResponseType.INTEGRATION_TIMEOUT, status: 504, title: 'Gateway Timeout' },
    { type: ResponseType.INTEGRATION_FAILURE, status: 504, title: 'Gateway Timeout' },
    { type: ResponseType.DEFAULT_4XX, status: 400, title: 'Bad Request' },
    { type: ResponseType.DEFAULT_5XX, status: 500, title: 'Internal Server Error' },
  ];

export const addProblemResponses = (api: RestApi): void => {
  for (const { type, status, title } of problems) {
    const fixed = `"type":"about:blank","title":"${title}","status":${status}`;
    api.addGatewayResponse(type.responseType, {
      type,
      statusCode: String(status),
      templates: { 'application/problem+json': `{${fixed},"detail":$context.error.messageString}` },
    });
  }
};
