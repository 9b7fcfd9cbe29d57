package tandem.core.tls.ocsp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What a responder's bytes say of one certificate (RFC 6960 section 4.2); who signed them is not looked at here.
 *
 * @param begin thisUpdate
 * @param end nextUpdate; empty: the authority has always newer ones
 */
record OcspAnswer(Status status, Instant begin, Optional<Instant> end) {
    private static final int REVOKED = 0xa1;
    private static final int GOOD = 0x80;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'");

    enum Status {
        GOOD,
        REVOKED,
        UNKNOWN
    }

    /** @throws IllegalArgumentException with what follows {@code the answer} if it says nothing of this certificate */
    static OcspAnswer read(byte[] bytes, CertId wanted) {
        DerReader response = new DerReader(bytes).enter(DerReader.SEQUENCE);
        int result = response.content(DerReader.ENUMERATED)[0];
        if (result != 0) {
            throw new IllegalArgumentException("is an error: " + word(result));
        }
        DerReader typed = response.enter(DerReader.context(0)).enter(DerReader.SEQUENCE);
        typed.skip();
        DerReader data = new DerReader(typed.content(DerReader.OCTETS))
                .enter(DerReader.SEQUENCE)
                .enter(DerReader.SEQUENCE);
        data.skipIf(DerReader.context(0));
        data.skip();
        data.skip();
        DerReader all = data.enter(DerReader.SEQUENCE);
        while (all.more()) {
            DerReader one = all.enter(DerReader.SEQUENCE);
            if (CertId.read(one).equals(wanted)) {
                return single(one);
            }
        }
        throw new IllegalArgumentException("is about another certificate");
    }

    private static OcspAnswer single(DerReader one) {
        int tag = one.skip();
        Status status = tag == GOOD ? Status.GOOD : tag == REVOKED ? Status.REVOKED : Status.UNKNOWN;
        Instant begin = time(one);
        boolean ends = one.next(DerReader.context(0));
        return new OcspAnswer(
                status, begin, ends ? Optional.of(time(one.enter(DerReader.context(0)))) : Optional.empty());
    }

    private static Instant time(DerReader from) {
        String text = new String(from.content(DerReader.GENERALIZED_TIME), StandardCharsets.US_ASCII);
        try {
            return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("has a time that cannot be read: " + text, e);
        }
    }

    private static String word(int result) {
        return switch (result) {
            case 1 -> "malformedRequest";
            case 2 -> "internalError";
            case 3 -> "tryLater";
            case 5 -> "sigRequired";
            case 6 -> "unauthorized (it does not know the certificate)";
            default -> "code " + result;
        };
    }
}
