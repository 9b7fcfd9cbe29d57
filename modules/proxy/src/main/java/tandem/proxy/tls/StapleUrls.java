package tandem.proxy.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLDecoder;
import java.net.URLStreamHandler;
import java.net.spi.URLStreamHandlerProvider;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tandem.core.tls.ocsp.CertId;
import tandem.core.tls.ocsp.Staple;

/**
 * URLs of the protocol {@code tandem-staples}: requests by OCSP (RFC 6960 appendix A) that are answered out of memory, with 404 where
 * there is nothing to hand out. Made by the JVM, for {@link StaplesInJava}. Any thread; never blocks.
 */
public final class StapleUrls extends URLStreamHandlerProvider {
    static final String PROTOCOL = "tandem-staples";

    @Override
    public @Nullable URLStreamHandler createURLStreamHandler(String protocol) {
        return protocol.equals(PROTOCOL) ? new Handler() : null;
    }

    private static final class Handler extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL url) {
            return new Asking(url);
        }
    }

    private static final class Asking extends HttpURLConnection {
        private final ByteArrayOutputStream posted = new ByteArrayOutputStream();
        private byte @Nullable [] answer;

        Asking(URL url) {
            super(url);
        }

        @Override
        public void connect() {
            if (connected) {
                return;
            }
            connected = true;
            try {
                byte[] request = posted.size() > 0 ? posted.toByteArray() : inPath();
                answer = StaplesInJava.of(CertId.asked(request), Instant.now())
                        .map(Staple::bytes)
                        .orElse(null);
            } catch (IllegalArgumentException e) {
                answer = null;
            }
            responseCode = answer == null ? HTTP_NOT_FOUND : HTTP_OK;
            responseMessage = answer == null ? "Not Found" : "OK";
        }

        private byte[] inPath() {
            String path = URLDecoder.decode(url.getPath(), StandardCharsets.UTF_8);
            int begin = 0;
            while (begin < path.length() && path.charAt(begin) == '/') {
                begin++;
            }
            return Base64.getDecoder().decode(path.substring(begin));
        }

        @Override
        public OutputStream getOutputStream() {
            return posted;
        }

        @Override
        public int getResponseCode() {
            connect();
            return responseCode;
        }

        @Override
        public int getContentLength() {
            connect();
            byte[] bytes = answer;
            return bytes == null ? 0 : bytes.length;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            connect();
            byte[] bytes = answer;
            if (bytes == null) {
                throw new IOException("nothing is known of this certificate");
            }
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public void disconnect() {
            // there is no connection
        }

        @Override
        public boolean usingProxy() {
            return false;
        }
    }
}
