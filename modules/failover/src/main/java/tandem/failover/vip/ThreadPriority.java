package tandem.failover.vip;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the kernel run the few threads that hold the addresses before the many that carry requests. Java's own priorities mean
 * nothing on Linux; the nice value of a thread does. Needs CAP_SYS_NICE or a limit on nice values (systemd's {@code LimitNICE=}).
 */
@SuppressWarnings("restricted")
public final class ThreadPriority {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadPriority.class);
    private static final int PRIO_PROCESS = 0;
    private static final int THIS_THREAD = 0;
    private static final int NICE = -15;

    private ThreadPriority() {}

    /** Raises the calling thread; where that is not allowed it goes on as it is, and the log says so at level debug. */
    public static void raise() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linux.STATE);
            int result = (int) Holder.SETPRIORITY.invokeExact(state, PRIO_PROCESS, THIS_THREAD, NICE);
            if (result != 0) {
                LOG.debug(
                        "{} keeps its usual priority: {}; grant CAP_SYS_NICE or LimitNICE={}",
                        Thread.currentThread().getName(),
                        Linux.errorName(Linux.errno(state)),
                        NICE);
            }
        } catch (Throwable e) {
            LOG.debug("{} keeps its usual priority", Thread.currentThread().getName(), e);
        }
    }

    /** Looked up when first used. */
    private static final class Holder {
        static final MethodHandle SETPRIORITY = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("setpriority"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                        Linker.Option.captureCallState("errno"));
    }
}
