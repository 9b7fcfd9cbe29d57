package tandem.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tandem.core.config.ClientLimits;
import tandem.core.wire.Bytes;
import tandem.core.wire.Corpus;
import tandem.core.wire.Fuzzing;
import tandem.core.wire.Message;
import tandem.core.wire.Mutator;
import tandem.core.wire.WireCase;
import tandem.core.wire.WireReader;

/**
 * Made-up messages for the parsers and the chunk decoder: no crash, the same wherever the bytes are cut, and what was understood,
 * written down again, means the same to a reader by the letter.
 */
class ParserFuzzIT {
    private static final int LONGEST_BODY = 100_000;
    private static final Mutator REQUESTS =
            new Mutator(Corpus.requests().stream().map(WireCase::request).toList());
    private static final Mutator RESPONSES = new Mutator(Corpus.responses().stream()
            .map(WireCase::response)
            .filter(bytes -> bytes.length > 0)
            .toList());

    /** What a parser made of bytes: its text, or null if it refused them, and how many it took. */
    private record Parsed(String text, int taken, boolean complete) {}

    private interface Parser {
        Parsed parse(List<ByteBuffer> pieces);
    }

    private final RequestParser requestParser = new RequestParser(ClientLimits.DEFAULT, new Targets());
    private final RequestHead requestHead = new RequestHead();
    private final ResponseParser responseParser = new ResponseParser();
    private final ResponseHead responseHead = new ResponseHead();

    @Test
    void requests_made_up() {
        Fuzzing.run("requests", REQUESTS, (seed, bytes) -> {
            Parsed parsed = twice(seed, bytes, this::request);
            if (parsed.text != null && parsed.complete && requestHead.length() <= LONGEST_BODY) {
                Message read = new WireReader(Bytes.of(parsed.text)).request();
                assertThat(read.all("Host").size()).isLessThan(2);
                sameFraming(requestHead.framing(), requestHead.length(), read);
            }
        });
    }

    @Test
    void responses_made_up() {
        Fuzzing.run("responses", RESPONSES, (seed, bytes) -> {
            Parsed parsed = twice(seed, bytes, this::response);
            if (parsed.text != null && parsed.complete) {
                assertThat(new WireReader(Bytes.of(parsed.text)).response(true).status())
                        .isEqualTo(responseHead.status());
            }
        });
    }

    @Test
    void chunks_made_up() {
        Mutator chunks = new Mutator(Stream.concat(
                        Corpus.requests().stream().map(WireCase::request),
                        Corpus.responses().stream().map(WireCase::response))
                .map(ParserFuzzIT::body)
                .filter(body -> body.length > 0)
                .toList());
        Fuzzing.run("chunks", chunks, (seed, bytes) -> {
            Parsed decoded = twice(seed, bytes, this::decoded);
            Chunks byGrammar = Chunks.read(bytes);
            assertThat(decoded.complete).as("complete").isEqualTo(byGrammar.complete());
            if (decoded.complete) {
                assertThat(decoded.text).isEqualTo(byGrammar.payload());
                assertThat(decoded.taken).isEqualTo(byGrammar.taken());
            }
        });
    }

    private static byte[] body(byte[] message) {
        String text = Bytes.text(message);
        int at = text.indexOf("\r\n\r\n");
        return at < 0 ? new byte[0] : Bytes.of(text.substring(at + 4));
    }

    /** In one piece and in pieces; both have to come to the same. */
    private static Parsed twice(long seed, byte[] bytes, Parser parser) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int end = Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 3 : 200));
            pieces.add(ByteBuffer.wrap(bytes, at, end - at));
            at = end;
        }
        Parsed inPieces = parser.parse(pieces);
        Parsed whole = parser.parse(List.of(ByteBuffer.wrap(bytes)));
        assertThat(inPieces).isEqualTo(whole);
        return whole;
    }

    private Parsed request(List<ByteBuffer> pieces) {
        requestParser.begin(requestHead);
        int taken = 0;
        try {
            for (ByteBuffer piece : pieces) {
                int before = piece.remaining();
                boolean complete = requestParser.parse(piece, requestHead);
                taken += before - piece.remaining();
                if (complete) {
                    return new Parsed(written(requestHead), taken, true);
                }
            }
            return new Parsed("", taken, false);
        } catch (BadRequest e) {
            assertThat(e.status()).isIn(400, 413, 414, 431, 501, 505);
            return new Parsed(null, 0, false);
        }
    }

    private static String written(RequestHead head) {
        String host = head.authority().isEmpty() ? "unknown" : head.authority();
        StringBuilder text =
                new StringBuilder(head.method() + " " + head.target() + " HTTP/1.1\r\nHost: " + host + "\r\n");
        fields(text, head.fields());
        if (head.framing() == Framing.LENGTH) {
            text.append("Content-Length: ").append(head.length()).append("\r\n");
        } else if (head.framing() == Framing.CHUNKED) {
            text.append("Transfer-Encoding: chunked\r\n");
        }
        text.append("\r\n").append(head.framing() == Framing.CHUNKED ? "0\r\n\r\n" : "");
        return text.append("x".repeat((int) Math.min(head.length(), LONGEST_BODY)))
                .toString();
    }

    private static void sameFraming(Framing framing, long length, Message read) {
        assertThat(read.chunked()).isEqualTo(framing == Framing.CHUNKED);
        assertThat(read.all("Content-Length"))
                .isEqualTo(framing == Framing.LENGTH ? List.of(String.valueOf(length)) : List.of());
    }

    private static void fields(StringBuilder text, Fields fields) {
        for (int i = 0; i < fields.count(); i++) {
            switch (fields.known(i)) {
                case HOST, CONTENT_LENGTH, TRANSFER_ENCODING -> {
                    // written anew
                }
                default ->
                    text.append(fields.name(i))
                            .append(": ")
                            .append(fields.value(i))
                            .append("\r\n");
            }
        }
    }

    private Parsed response(List<ByteBuffer> pieces) {
        responseParser.begin(responseHead);
        int taken = 0;
        try {
            for (ByteBuffer piece : pieces) {
                int before = piece.remaining();
                boolean complete = responseParser.parse(piece, responseHead);
                taken += before - piece.remaining();
                if (complete) {
                    responseHead.frame(false);
                    StringBuilder text = new StringBuilder(
                            "HTTP/1.1 " + responseHead.status() + " " + responseHead.reason() + "\r\n");
                    fields(text, responseHead.fields());
                    return new Parsed(text.append("\r\n").toString(), taken, true);
                }
            }
            return new Parsed("", taken, false);
        } catch (BadMessage e) {
            return new Parsed(null, 0, false);
        }
    }

    private Parsed decoded(List<ByteBuffer> pieces) {
        BodyDecoder decoder = new BodyDecoder();
        decoder.begin(Framing.CHUNKED, 0);
        StringBuilder payload = new StringBuilder();
        ByteBuffer out = ByteBuffer.allocate(70_000);
        int taken = 0;
        try {
            for (ByteBuffer piece : pieces) {
                int before = piece.remaining();
                while (piece.hasRemaining() && !decoder.done()) {
                    int copied = decoder.decode(piece, out.clear());
                    payload.append(Bytes.text(java.util.Arrays.copyOf(out.array(), copied)));
                }
                taken += before - piece.remaining();
            }
            return new Parsed(payload.toString(), decoder.done() ? taken : 0, decoder.done());
        } catch (BadMessage e) {
            return new Parsed(null, 0, false);
        }
    }
}
