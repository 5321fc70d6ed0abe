/** Every way in which a request can fail to bring an answer home. */
export type EgressFailureCode =
  | "invalid_request"
  | "broken_body"
  | "insecure_url"
  | "dns"
  | "refused_address"
  | "connect"
  | "tls"
  | "timeout"
  | "reset"
  | "aborted"
  | "too_large"
  | "bad_answer";

/** No answer, or none that may be read; the message is fit to show to whoever gave the address. */
export class EgressFailure extends Error {
  override readonly name = "EgressFailure";
  readonly code: EgressFailureCode;

  constructor(code: EgressFailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const CODES: Readonly<Record<string, EgressFailureCode>> = {
  ECONNREFUSED: "connect",
  EHOSTUNREACH: "connect",
  ENETUNREACH: "connect",
  EADDRNOTAVAIL: "connect",
  EACCES: "connect",
  ETIMEDOUT: "connect",
  ECONNRESET: "reset",
  ECONNABORTED: "reset",
  EPIPE: "reset",
  ERR_STREAM_PREMATURE_CLOSE: "reset",
  EPROTO: "tls",
  HOSTNAME_MISMATCH: "tls",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls",
  SELF_SIGNED_CERT_IN_CHAIN: "tls",
  ERR_INVALID_CHAR: "invalid_request",
  ERR_INVALID_HTTP_TOKEN: "invalid_request",
  ERR_UNESCAPED_CHARACTERS: "invalid_request",
  ERR_HTTP_CONTENT_LENGTH_MISMATCH: "invalid_request",
};

const MESSAGES: Readonly<Record<EgressFailureCode, string>> = {
  invalid_request: "The request cannot be sent as it is.",
  broken_body: "What was to be sent could not be read to its end.",
  insecure_url: "Only https URLs are taken.",
  dns: "The host name does not resolve.",
  refused_address: "The host's address is not one of the public internet.",
  connect: "No connection could be made.",
  tls: "No secure connection could be made.",
  timeout: "No whole answer came in time.",
  reset: "The connection broke before the whole answer had come.",
  aborted: "The request was given up.",
  too_large: "The answer is larger than allowed.",
  bad_answer: "What came is not an HTTP answer.",
};

/** A failure with the sentence that goes with its code, unless there is a more exact one. */
export function egressFailure(
  code: EgressFailureCode,
  message: string = MESSAGES[code],
  cause?: unknown,
): EgressFailure {
  return new EgressFailure(code, message, cause === undefined ? undefined : { cause });
}

/** Puts what Node or the caller's signal threw into words of our own; a failure that is one already stays as it is. */
export function toEgressFailure(error: unknown, signal?: AbortSignal): EgressFailure {
  if (error instanceof EgressFailure) return error;
  if (signal?.aborted === true) {
    const isTimeout =
      signal.reason instanceof DOMException && signal.reason.name === "TimeoutError";
    return egressFailure(isTimeout ? "timeout" : "aborted", undefined, error);
  }
  const code = errorCode(error);
  return egressFailure(CODES[code] ?? guessed(code), undefined, error);
}

function errorCode(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

/** Node has several dozen codes for certificates and for broken HTTP; their prefixes tell them apart. */
function guessed(code: string): EgressFailureCode {
  if (/^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|CRL_|INVALID_CA|ERR_OSSL)/.test(code)) return "tls";
  if (/^(?:HPE_|ERR_HTTP_)/.test(code)) return "bad_answer";
  return "connect";
}
