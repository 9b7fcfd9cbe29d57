package tandem.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import tandem.core.config.ClientTimeouts;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerConfig;
import tandem.core.count.Counters;
import tandem.core.port.NodeClock;

class UndertowFrontTest extends ClientExchangeContract {
    private @Nullable XnioWorker worker;
    private @Nullable Listeners listeners;

    @Override
    int start(ExchangeHandler handler) throws IOException {
        XnioWorker started = Xnio.getInstance()
                .createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1, Options.THREAD_DAEMON, true));
        worker = started;
        IoLoops loops =
                new IoLoops(1, thread -> new IoLoop(thread, NodeClock.SYSTEM, new Counters(), new FlowGroups()));
        FrontBuffers buffers = new FrontBuffers(loops);
        Listeners opened = new Listeners(
                started,
                (name, listener) -> new UndertowFront(name, ClientTimeouts.DEFAULT, loops, handler).acceptor(buffers));
        listeners = opened;
        opened.start(
                Map.of("web", new ListenerConfig(ListenAddress.parse("*:0"))),
                Optional.of(InetAddress.getLoopbackAddress()));
        return opened.port("web");
    }

    @Override
    void stop() {
        if (listeners != null && worker != null) {
            listeners.close();
            worker.shutdown();
        }
    }
}
