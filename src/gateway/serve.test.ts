import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { closeServer, listen, PortUnavailable } from "./serve.ts";

test("a port that is taken is told in a sentence that names the way out", async () => {
  const first = createServer();
  await listen(first, { host: "127.0.0.1", port: 0 });
  const { port } = first.address() as AddressInfo; // a TCP server's address is never a path
  const second = listen(createServer(), { host: "127.0.0.1", port });
  await expect(second).rejects.toThrow(PortUnavailable);
  await expect(second).rejects.toThrow(
    `Port ${port} of 127.0.0.1 is taken by another program; stop that one, or choose another port with PORT.`,
  );
  await closeServer(first);
});

test("a connection that keeps alive does not hold the end up", async () => {
  const server = createServer((_request, response) => void response.end("ok"));
  await listen(server, { host: "127.0.0.1", port: 0 });
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a path
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("ok");
  await closeServer(server);
  expect(server.listening).toBe(false);
});
