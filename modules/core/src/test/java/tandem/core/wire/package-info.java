/**
 * HTTP/1.1 as bytes, for tests: messages good and bad with what must become of them ({@link tandem.core.wire.Corpus}), and a
 * reader without any leniency ({@link tandem.core.wire.WireReader}) that shares no code with the product's parsers.
 */
package tandem.core.wire;
