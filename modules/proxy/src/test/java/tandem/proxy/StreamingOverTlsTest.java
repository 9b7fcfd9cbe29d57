package tandem.proxy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The same with TLS on both sides. */
class StreamingOverTlsTest extends StreamingTest {
    @Override
    int large() {
        return 50;
    }

    @BeforeEach
    void speakTls() {
        Wire.secure();
    }

    @AfterEach
    void speakClearText() {
        Wire.clear();
    }
}
