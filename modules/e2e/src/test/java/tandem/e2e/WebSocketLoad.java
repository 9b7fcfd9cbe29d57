package tandem.e2e;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * WebSockets of two libraries that say nothing until they are told to: Java's own by HTTP/1.1, Jetty's by HTTP/1.1 and by HTTP/2. Each
 * time a file {@code ask-N} appears in a directory, every one of them sends a message and waits for its echo; a line {@code
 * asked N: …} says what came of it. Arguments: URL, how many of each kind, the directory.
 */
final class WebSocketLoad {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int LOOK_MILLIS = 50;

    /** One that is open. */
    interface Socket {
        String kind();

        /** Sends a message without waiting. */
        void send(String message);

        /** The messages that came, and how it ended if it did. */
        SocketEvents events();
    }

    private final List<Socket> sockets = new ArrayList<>();

    private WebSocketLoad() {}

    public static void main(String[] args) throws Exception {
        URI url = URI.create(args[0]);
        int each = Integer.parseInt(args[1]);
        Path orders = Path.of(args[2]);
        WebSocketLoad load = new WebSocketLoad();
        try (JettySockets jetty1 = JettySockets.byHttp1();
                JettySockets jetty2 = JettySockets.byHttp2();
                HttpClient java = HttpClient.newHttpClient()) {
            for (int i = 0; i < each; i++) {
                load.sockets.add(JavaSocket.open(java, url));
                load.sockets.add(jetty1.open(url));
                load.sockets.add(jetty2.open(url));
            }
            System.out.println("asked 0: " + load.ask(0));
            for (int round = 1; ; round++) {
                while (!Files.exists(orders.resolve("ask-" + round))) {
                    FlowMember.pause(LOOK_MILLIS);
                }
                System.out.println("asked " + round + ": " + load.ask(round));
            }
        }
    }

    private String ask(int round) {
        long end = System.nanoTime() + LIMIT.toNanos();
        for (int i = 0; i < sockets.size(); i++) {
            sockets.get(i).send("round " + round + " of " + i);
        }
        int answered = 0;
        for (int i = 0; i < sockets.size(); i++) {
            Socket socket = sockets.get(i);
            String flaw = socket.events().flaw("round " + round + " of " + i, end - System.nanoTime());
            if (flaw.isEmpty()) {
                answered++;
            } else {
                System.out.println("failure " + socket.kind() + " socket " + i + ": " + flaw);
            }
        }
        return answered + " of " + sockets.size() + " answered";
    }

    /** Java's own. */
    private record JavaSocket(WebSocket socket, SocketEvents events) implements Socket {
        static JavaSocket open(HttpClient client, URI url)
                throws ExecutionException, InterruptedException, TimeoutException {
            SocketEvents events = new SocketEvents();
            WebSocket opened = client.newWebSocketBuilder()
                    .buildAsync(url, new Listener(events))
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            return new JavaSocket(opened, events);
        }

        @Override
        public String kind() {
            return "Java's";
        }

        @Override
        public void send(String message) {
            socket.sendText(message, true);
        }
    }

    private record Listener(SocketEvents events) implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence message, boolean last) {
            events.came(message.toString());
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            events.ended("closed with " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            events.ended(error.toString());
        }
    }
}
