package tandem.proxy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The same with TLS on both sides. */
class HeadersOverTlsTest extends HeadersTest {
    @BeforeEach
    void speakTls() {
        Wire.secure();
    }

    @AfterEach
    void speakClearText() {
        Wire.clear();
    }
}
