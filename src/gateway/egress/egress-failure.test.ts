import { describe, expect, test } from "vitest";
import {
  EgressFailure,
  egressFailure,
  toEgressFailure,
  type EgressFailureCode,
} from "./egress-failure.ts";

const failing = (code: unknown): Error => Object.assign(new Error("as Node says it"), { code });

/** What Node's networking, its HTTP parser and OpenSSL throw. https://nodejs.org/docs/latest-v20.x/api/errors.html */
const THROWN: [EgressFailureCode, string[]][] = [
  [
    "connect",
    ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "EADDRNOTAVAIL", "EACCES", "ETIMEDOUT"],
  ],
  ["reset", ["ECONNRESET", "ECONNABORTED", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE"]],
  [
    "tls",
    [
      "EPROTO",
      "HOSTNAME_MISMATCH",
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "SELF_SIGNED_CERT_IN_CHAIN",
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "ERR_SSL_WRONG_VERSION_NUMBER",
      "CERT_HAS_EXPIRED",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "CRL_HAS_EXPIRED",
      "INVALID_CA",
      "ERR_OSSL_EVP_UNSUPPORTED",
    ],
  ],
  [
    "invalid_request",
    [
      "ERR_INVALID_CHAR",
      "ERR_INVALID_HTTP_TOKEN",
      "ERR_UNESCAPED_CHARACTERS",
      "ERR_HTTP_CONTENT_LENGTH_MISMATCH",
    ],
  ],
  ["bad_answer", ["HPE_INVALID_CONSTANT", "HPE_HEADER_OVERFLOW", "ERR_HTTP_TRAILER_INVALID"]],
];

describe("what Node throws", () => {
  test.each(THROWN.flatMap(([code, thrown]) => thrown.map((one) => [one, code] as const)))(
    "as %s is told as %s, with the error as its cause",
    (thrown, code) => {
      const error = failing(thrown);
      expect(toEgressFailure(error)).toMatchObject({ name: "EgressFailure", code, cause: error });
    },
  );

  test.each([
    failing("EUNHEARDOF"),
    failing("NOT_ERR_TLS_AT_ALL"),
    failing("NOT_HPE_AT_ALL"),
    failing(7),
    new Error("without a code"),
    "a text",
    null,
    undefined,
  ])("and nobody knows is told as a connection that was not made: %s", (error) => {
    expect(toEgressFailure(error)).toMatchObject({ code: "connect" });
  });
});

describe("once the caller has given up", () => {
  test.each([
    ["timeout", "its time was over", AbortSignal.abort(new DOMException("late", "TimeoutError"))],
    ["aborted", "it wanted no more", AbortSignal.abort()],
    ["aborted", "of an error of its own", AbortSignal.abort(new Error("enough"))],
    ["aborted", "of a text", AbortSignal.abort("TimeoutError")],
  ])("whatever fails is told as %s where %s", (code, _why, signal) => {
    const error = failing("ECONNRESET");
    expect(toEgressFailure(error, signal)).toMatchObject({ code, cause: error });
  });

  test("a failure that is one already stays as it is", () => {
    const failure = egressFailure("dns");
    expect(toEgressFailure(failure, AbortSignal.abort())).toBe(failure);
  });

  test("a signal that was not used changes nothing", () => {
    const { signal } = new AbortController();
    expect(toEgressFailure(failing("ECONNRESET"), signal)).toMatchObject({ code: "reset" });
  });
});

describe("a failure", () => {
  const codes: EgressFailureCode[] = [
    "invalid_request",
    "broken_body",
    "insecure_url",
    "dns",
    "refused_address",
    "connect",
    "tls",
    "timeout",
    "reset",
    "aborted",
    "too_large",
    "bad_answer",
  ];

  test("of each kind has a sentence of its own", () => {
    const sentences = codes.map((code) => egressFailure(code).message);
    expect(sentences.filter((sentence) => !/^[A-Z].{10,}\.$/.test(sentence))).toEqual([]);
    expect(new Set(sentences).size).toBe(codes.length);
  });

  test("says what is more exact where it is known, and names a cause only where there is one", () => {
    const failure = egressFailure("dns", "hook.example does not resolve.");
    expect(failure).toBeInstanceOf(EgressFailure);
    expect([failure.message, "cause" in failure]).toEqual([
      "hook.example does not resolve.",
      false,
    ]);
    expect(egressFailure("dns", undefined, "why").cause).toBe("why");
  });
});
