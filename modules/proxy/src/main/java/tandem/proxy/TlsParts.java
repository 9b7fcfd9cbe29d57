package tandem.proxy;

import tandem.proxy.tls.Certificates;
import tandem.proxy.tls.HandshakePool;

/** What every TLS connection of a node shares. Any thread. */
record TlsParts(Certificates certificates, HandshakePool pool, TlsMetrics metrics) {}
