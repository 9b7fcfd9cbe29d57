package tandem.proxy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The same with TLS on both sides. */
class WebSocketByHttp2OverTlsTest extends WebSocketByHttp2Test {
    @BeforeEach
    void speakTls() {
        Wire.secure();
    }

    @AfterEach
    void speakClearText() {
        Wire.clear();
    }
}
