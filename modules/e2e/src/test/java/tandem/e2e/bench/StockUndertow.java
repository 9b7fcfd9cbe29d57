package tandem.e2e.bench;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.net.URI;
import java.util.Arrays;

/** What Undertow itself has for a reverse proxy; run in a JVM of its own: port, then HOST:PORT of each member. */
final class StockUndertow {
    private StockUndertow() {}

    static final String READY = "stock Undertow listens";

    public static void main(String[] arguments) {
        LoadBalancingProxyClient client = new LoadBalancingProxyClient().setConnectionsPerThread(300);
        Arrays.stream(arguments).skip(1).forEach(member -> client.addHost(URI.create("http://" + member)));
        Undertow.builder()
                .setIoThreads(1)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .addHttpListener(Integer.parseInt(arguments[0]), "127.0.0.1")
                .setHandler(ProxyHandler.builder()
                        .setProxyClient(client)
                        .setMaxRequestTime(60_000)
                        .build())
                .build()
                .start();
        System.out.println(READY);
    }
}
