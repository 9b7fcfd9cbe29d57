package tandem.app.cli;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Asks for a page over and over, as a client would, and remembers how long it went without an answer. */
final class DrillClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 500;
    private static final long PAUSE_MILLIS = 10;
    private static final int SERVER_ERRORS = 500;

    private final Optional<URI> url;
    private final Thread thread;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();

    private DrillClient(Optional<URI> url) {
        this.url = url;
        this.thread = Thread.ofPlatform().name("tandem-drill-client").daemon().unstarted(this::run);
    }

    /** Does nothing without a page to ask for. */
    static DrillClient start(Optional<URI> url) {
        DrillClient client = new DrillClient(url);
        if (url.isPresent()) {
            client.thread.start();
        }
        return client;
    }

    private void run() {
        URI page = url.orElseThrow();
        long lastGood = System.nanoTime();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                asked.incrementAndGet();
                if (answers(page)) {
                    long gap = System.nanoTime() - lastGood;
                    longestNanos.accumulateAndGet(gap, Math::max);
                    lastGood = System.nanoTime();
                } else {
                    failed.incrementAndGet();
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** On a connection of its own each time: a kept one might lead to the old node. */
    private static boolean answers(URI page) {
        try {
            HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            connection.setRequestProperty("Connection", "close");
            connection.setInstanceFollowRedirects(false);
            boolean good = connection.getResponseCode() < SERVER_ERRORS;
            connection.disconnect();
            return good;
        } catch (IOException e) {
            return false;
        }
    }

    /** What was seen so far; empty if nobody asked. */
    Optional<String> sentence() {
        return url.map(page -> String.format(
                Locale.ROOT,
                "client: %d of %d requests for %s failed; the longest time without an answer was %.0f ms",
                failed.get(),
                asked.get(),
                page,
                longestNanos.get() / 1e6));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
