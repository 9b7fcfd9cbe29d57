package tandem.proxy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The same where Java speaks TLS for the listener, as on machines that BoringSSL is not there for. */
class ProxyServerByJavasTlsTest extends ProxyServerOverTlsTest {
    @BeforeEach
    void speakByJava() {
        Wire.byJava();
    }

    @AfterEach
    void speakByWhatIsThere() {
        Wire.clear();
    }
}
