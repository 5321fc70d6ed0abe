/** Loaded into a gateway under test before its own code: writes down every address that a socket of it begins to connect to. */
import { appendFileSync } from "node:fs";
import { Socket } from "node:net";

const { BATCHROUTER_TRUST_RECORD: file } = process.env;
const { connect } = Socket.prototype;

// TLS sockets too: they connect by this method, and only plain ones are told of on `net.client.socket`.
Socket.prototype.connect = function recorded(...parts) {
  this.on("connectionAttempt", (address, port) => appendFileSync(file, `${address} ${port}\n`));
  return Reflect.apply(connect, this, parts);
};
