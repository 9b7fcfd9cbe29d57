package tandem.core.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tandem.core.rule.RequestFacts;
import tandem.core.rule.Visit;

/** A request that is over, as a test makes it up. */
final class StubLogFacts implements LogFacts {
    final Map<String, String> request = new LinkedHashMap<>();
    final Map<String, String> response = new LinkedHashMap<>();
    String method = "GET";
    int status = 200;
    long body = 12;
    RequestEnd end = RequestEnd.DONE;

    @Nullable
    Visit visit;

    @Override
    public RequestFacts request() {
        return new Asked();
    }

    private final class Asked implements RequestFacts {
        @Override
        public String method() {
            return method;
        }

        @Override
        public String target() {
            return "/a%20b?x=1";
        }

        @Override
        public String protocol() {
            return "HTTP/1.1";
        }

        @Override
        public String authority() {
            return "www.example.com:8080";
        }

        @Override
        public InetAddress client() {
            return InetAddress.ofLiteral("198.51.100.7");
        }

        @Override
        public int localPort() {
            return 8080;
        }

        @Override
        public boolean secure() {
            return true;
        }

        @Override
        public @Nullable String tls(String name) {
            return name.equals("SSL_PROTOCOL") ? "TLSv1.3" : null;
        }

        @Override
        public @Nullable String field(String name) {
            return request.get(name);
        }

        @Override
        public void eachField(BiConsumer<String, String> teller) {
            request.forEach(teller);
        }

        @Override
        public long arrivedMicros() {
            return 1_700_000_000_012_345L;
        }

        @Override
        public long elapsedMicros() {
            return 0;
        }
    }

    @Override
    public @Nullable Visit visit() {
        return visit;
    }

    @Override
    public ZoneId zone() {
        return ZoneId.of("Europe/Vienna");
    }

    @Override
    public String serverName() {
        return "lb.example.com";
    }

    @Override
    public long process() {
        return 4711;
    }

    @Override
    public String clientAddress() {
        return "198.51.100.7";
    }

    @Override
    public String peerAddress() {
        return "192.0.2.1";
    }

    @Override
    public int clientPort() {
        return 50123;
    }

    @Override
    public String localAddress() {
        return "192.0.2.10";
    }

    @Override
    public String path() {
        return "/a b";
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public long received() {
        return 101;
    }

    @Override
    public long sent() {
        return 202;
    }

    @Override
    public long bodySent() {
        return body;
    }

    @Override
    public int before() {
        return 3;
    }

    @Override
    public char connection() {
        return '+';
    }

    @Override
    public String handler() {
        return "proxy-server";
    }

    @Override
    public RequestEnd end() {
        return end;
    }

    @Override
    public int tries() {
        return 2;
    }

    @Override
    public String balancer() {
        return "app";
    }

    @Override
    public String member() {
        return "node1";
    }

    @Override
    public String route() {
        return "n1";
    }

    @Override
    public MemberChoice choice() {
        return MemberChoice.SESSION;
    }

    @Override
    public String matched() {
        return "/a";
    }

    @Override
    public long nanos(Stretch stretch) {
        return switch (stretch) {
            case QUEUE -> 1_500_000;
            case CONNECT -> -1;
            case FIRST_BYTE -> 40_000_000;
            case RESPONSE -> 2_000_000;
            case TOTAL -> 3_043_500_000L;
        };
    }

    @Override
    public boolean requestField(byte[] lowerCaseName, LogLine line) {
        return written(request, lowerCaseName, line);
    }

    @Override
    public boolean responseField(byte[] lowerCaseName, LogLine line) {
        return written(response, lowerCaseName, line);
    }

    private static boolean written(Map<String, String> fields, byte[] name, LogLine line) {
        for (Map.Entry<String, String> field : fields.entrySet()) {
            if (field.getKey().equalsIgnoreCase(new String(name, US_ASCII))) {
                line.escaped(field.getValue());
                return true;
            }
        }
        return false;
    }
}
