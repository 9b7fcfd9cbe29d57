package tandem.proxy;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/** The {@link IoLoop} of each I/O thread, made when the thread first needs it. Any thread. */
final class IoLoops {
    private final AtomicReferenceArray<@Nullable IoLoop> loops;
    private final Function<XnioIoThread, IoLoop> factory;

    IoLoops(int threads, Function<XnioIoThread, IoLoop> factory) {
        this.loops = new AtomicReferenceArray<>(threads);
        this.factory = factory;
    }

    /** The loop of the thread that calls; null if it is none of ours. */
    @Nullable
    IoLoop current() {
        XnioIoThread thread = XnioIoThread.currentThread();
        return thread == null || thread.getNumber() >= loops.length() ? null : of(thread);
    }

    /** The loop of an I/O thread; to be called by that thread. */
    IoLoop of(XnioIoThread thread) {
        IoLoop loop = loops.getPlain(thread.getNumber());
        if (loop == null) {
            loop = factory.apply(thread);
            loops.set(thread.getNumber(), loop);
        }
        return loop;
    }

    /** Does something on every I/O thread, soon. */
    void onEach(Consumer<IoLoop> action) {
        for (int i = 0; i < loops.length(); i++) {
            IoLoop loop = loops.get(i);
            if (loop != null) {
                loop.thread().execute(() -> action.accept(loop));
            }
        }
    }

    /** Sums a figure over all I/O threads. */
    long sum(ToLongFunction<IoLoop> figure) {
        long sum = 0;
        for (int i = 0; i < loops.length(); i++) {
            IoLoop loop = loops.get(i);
            sum += loop == null ? 0 : figure.applyAsLong(loop);
        }
        return sum;
    }
}
