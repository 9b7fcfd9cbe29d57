package tandem.failover.vip;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the kernel run the few threads that hold the addresses before all else. Under CPU load, and on kernels that preempt late, a
 * thread of the usual class waits for hundreds of milliseconds now and then, longer than a fence stands; one of the real-time
 * class does not. Java's own priorities mean nothing on Linux. While the virtual machine collects garbage all threads wait for its
 * own one, so that one is raised too; nobody waits for its compilers, so they are lowered.
 *
 * <p>Real time needs CAP_SYS_NICE or systemd's {@code LimitRTPRIO=}; without, a low nice value is tried ({@code LimitNICE=}), which
 * helps against the threads of the same control group only; without that, the thread stays as it is. Neither is inherited but where
 * that is said.
 */
@SuppressWarnings("restricted")
public final class ThreadPriority {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadPriority.class);
    private static final String VM_THREAD = "VM Thread";
    private static final String COLLECTOR = "GC Thread";
    private static final int THIS_THREAD = 0;
    private static final int ROUND_ROBIN = 2;
    private static final int RESET_ON_FORK = 0x40000000;
    private static final int REAL_TIME = 5;
    private static final int PRIO_PROCESS = 0;
    private static final int NICE = -15;
    /** The names of Java's compiler threads begin so; Linux keeps 15 characters. */
    private static final List<String> COMPILERS = List.of("C1 Compiler", "C2 Compiler");

    /** A compiler gets a fifth of a processor that another thread wants too: enough to finish, too little to be felt. */
    private static final int NICE_OF_COMPILERS = 6;

    private ThreadPriority() {}

    /**
     * Raises the calling thread; where that is not allowed it goes on as it is, and the log says so at level debug.
     *
     * @return whether it is of the real-time class now
     */
    public static boolean raise() {
        return raise(
                THIS_THREAD, ROUND_ROBIN | RESET_ON_FORK, Thread.currentThread().getName());
    }

    /** Raises the calling thread, and the processes that it will start. */
    public static void raiseWithChildren() {
        raise(THIS_THREAD, ROUND_ROBIN, Thread.currentThread().getName());
    }

    /** Raises the threads for which all others wait while garbage is collected. */
    public static void raiseVirtualMachine() {
        forEachThread((id, name) -> {
            if (name.equals(VM_THREAD) || name.startsWith(COLLECTOR)) {
                raise(id, ROUND_ROBIN | RESET_ON_FORK, name);
            }
        });
    }

    /**
     * Lets threads that serve clients run before those that compile Java's code, which has most to do when many clients come at once:
     * ADR 75. Compilers that are started later inherit it.
     */
    public static void lowerCompilers() {
        forEachThread((id, name) -> {
            if (COMPILERS.stream().anyMatch(name::startsWith)) {
                lower(id, name);
            }
        });
    }

    private static void forEachThread(BiConsumer<Integer, String> what) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                what.accept(Integer.valueOf(thread.getFileName().toString()), name(thread));
            }
        } catch (IOException e) {
            LOG.debug("the threads of the virtual machine keep their usual priority: {}", e.toString());
        }
    }

    /** Of a thread that may end meanwhile, which then has none. */
    private static String name(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static void lower(int id, String name) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linux.STATE);
            int result = (int) Holder.SETPRIORITY.invokeExact(state, PRIO_PROCESS, id, NICE_OF_COMPILERS);
            if (result != 0) {
                LOG.debug("{} keeps its usual priority: {}", name, Linux.errorName(Linux.errno(state)));
            }
        } catch (Throwable e) {
            LOG.debug("{} keeps its usual priority", name, e);
        }
    }

    private static boolean raise(int id, int policy, String name) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linux.STATE);
            MemorySegment priority = arena.allocateFrom(ValueLayout.JAVA_INT, REAL_TIME);
            int result = (int) Holder.SETSCHEDULER.invokeExact(state, id, policy, priority);
            boolean realTime = result == 0;
            if (!realTime) {
                result = (int) Holder.SETPRIORITY.invokeExact(state, PRIO_PROCESS, id, NICE);
            }
            if (result != 0) {
                LOG.debug(
                        "{} keeps its usual priority: {}; grant CAP_SYS_NICE, LimitRTPRIO={} or LimitNICE={}",
                        name,
                        Linux.errorName(Linux.errno(state)),
                        REAL_TIME,
                        NICE);
            }
            return realTime;
        } catch (Throwable e) {
            LOG.debug("{} keeps its usual priority", name, e);
            return false;
        }
    }

    /** Looked up when first used. */
    private static final class Holder {
        static final MethodHandle SETSCHEDULER = function("sched_setscheduler", ValueLayout.ADDRESS);
        static final MethodHandle SETPRIORITY = function("setpriority", ValueLayout.JAVA_INT);

        private static MethodHandle function(String name, MemoryLayout last) {
            return Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow(name),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, last),
                            Linker.Option.captureCallState("errno"));
        }
    }
}
